import { execFile } from 'node:child_process'
import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Config, ConfigError } from '../config.ts'
import { newVaultKey } from './sealing.ts'

/** Where the keys come from, as text: one a line, the current one first. */
export interface KeySource {
  /** For messages. */
  readonly name: string
  read(): Promise<string>
  /** Puts a new key before the others. Only a file can be written. */
  add?(key: string): Promise<void>
}

const COMMAND_TIMEOUT = 10_000

/** The one source that the settings name; without any, a file in the data directory. @throws {ConfigError} */
export function keySource(config: Config): KeySource {
  const { vaultKeys, vaultKeyFile, vaultKeyCommand, dataDirectory } = config
  const named = [vaultKeys, vaultKeyFile, vaultKeyCommand].filter((source) => source !== undefined)
  if (named.length > 1) {
    throw new ConfigError('Give the keys of the vault once: vaultKeys, vaultKeyFile or vaultKeyCommand.')
  }
  if (vaultKeys) return { name: 'vaultKeys', read: async () => vaultKeys.reveal() }
  if (vaultKeyCommand) return fromCommand(vaultKeyCommand)
  if (vaultKeyFile) return fromFile(vaultKeyFile)
  if (dataDirectory === ':memory:') return inMemory()
  return madeIfMissing(fromFile(join(dataDirectory, 'vault-keys')))
}

interface KeyFile extends KeySource {
  add(key: string): Promise<void>
}

function fromFile(file: string): KeyFile {
  const read = async () => {
    const { mode } = await stat(file)
    if ((mode & 0o077) !== 0) {
      throw new ConfigError(`${file}: others can read it. Take their rights away: chmod 600 ${file}`)
    }
    return readFile(file, 'utf8')
  }
  return {
    name: file,
    read,
    async add(key) {
      const before = await read().catch(emptyIfMissing)
      // In one step: whoever reads it meanwhile finds the old keys or all of them.
      const beside = `${file}.new`
      await writeFile(beside, `${key}\n${before}`, { mode: 0o600, flush: true })
      await chmod(beside, 0o600)
      await rename(beside, file)
    },
  }
}

function madeIfMissing(file: KeyFile): KeySource {
  return {
    ...file,
    async read() {
      const text = await file.read().catch(emptyIfMissing)
      if (text !== '') return text
      await file.add(newVaultKey())
      return file.read()
    },
  }
}

function fromCommand(command: string): KeySource {
  const run = promisify(execFile)
  return {
    name: 'vaultKeyCommand',
    async read() {
      const options = { timeout: COMMAND_TIMEOUT }
      try {
        return (await run('/bin/sh', ['-c', command], options)).stdout
      } catch {
        // What it printed may be a key.
        throw new ConfigError('vaultKeyCommand: it failed, or took longer than ten seconds.')
      }
    },
  }
}

function inMemory(): KeySource {
  const key = newVaultKey()
  return { name: 'memory', read: async () => key }
}

function emptyIfMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}
