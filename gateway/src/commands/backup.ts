import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { type Config, ConfigError } from '../config.ts'

const list = new Intl.ListFormat('en-GB')
const KEY_FILES = ['token-key', 'vault-keys']

/**
 * `backup FOLDER`: a copy of each database, as it is at one moment, also while the server is running. The keys are left
 * out: beside what is made with them they would be of no use.
 */
export async function backupCommand({ dataDirectory }: Config, [folder]: readonly string[]): Promise<string> {
  if (!folder) throw new ConfigError('Usage: npm run gateway -- backup FOLDER')
  const names = databasesIn(dataDirectory)
  if (names.length === 0)
    throw new ConfigError(`There is no database in ${dataDirectory} (--data-directory).`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of names) {
    const copy = join(folder, name)
    if (existsSync(copy))
      throw new ConfigError(`${copy} is there already. Give each copy a folder of its own.`)
    await copyOf(join(dataDirectory, name), copy)
  }
  const keys = KEY_FILES.filter((name) => existsSync(join(dataDirectory, name)))
  const reminder =
    keys.length > 0 ? ` Keep ${list.format(keys)} elsewhere: without them a copy is of no use.` : ''
  return `Copied ${list.format(names)} to ${folder}.${reminder} To restore: stop the server, put them into ${dataDirectory}, start it.`
}

function databasesIn(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory).filter((name) => name.endsWith('.sqlite'))
}

async function copyOf(path: string, copy: string): Promise<void> {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    await backup(database, copy)
  } finally {
    database.close()
  }
  chmodSync(copy, 0o600)
  const damage = damageOf(copy)
  if (damage) throw new Error(`${copy} is damaged: ${damage}. Look at the disk of ${path}.`)
}

function damageOf(path: string): string | undefined {
  const database = new DatabaseSync(path)
  try {
    const row = database.prepare('PRAGMA integrity_check').get()
    return row?.integrity_check === 'ok' ? undefined : String(row?.integrity_check)
  } finally {
    database.close()
  }
}
