import { type Config, ConfigError } from '../config.ts'
import { openDatabase } from '../database/open.ts'
import { newKey } from '../keys/key.ts'
import { forgetAllTokens } from '../tokens/forget.ts'
import { currentKeyId } from '../vault/current-key.ts'
import { KeyRing } from '../vault/key-ring.ts'
import { vaultKeySource } from '../vault/key-source.ts'
import { rotate } from '../vault/rotate.ts'

/**
 * `keys generate|rotate`: the keys of the vault, also while the server is running. `keys forget-tokens`: when the key of
 * the tokens is lost.
 */
export async function keysCommand(config: Config, [action]: readonly string[]): Promise<string> {
  switch (action) {
    case 'generate':
      return newKey()
    case 'rotate':
      return rotateKeys(config)
    case 'forget-tokens':
      return forgetTokens(config)
    default:
      throw new ConfigError('Usage: npm run gateway -- keys generate|rotate|forget-tokens')
  }
}

async function rotateKeys(config: Config): Promise<string> {
  const source = vaultKeySource(config)
  const before = await KeyRing.open(source)
  const database = await openDatabase(config.dataDirectory)
  try {
    const current = await currentKeyId(database, before.first.id)
    // A rotation that was cut short has left its new key there already.
    if (current === before.first.id) await addKey(source)
    const keys = await KeyRing.open(source)
    const count = await rotate(database, keys, Math.floor(Date.now() / 1000))
    return `Encrypted ${count === 1 ? 'one secret' : `${count} secrets`} anew with the key ${keys.first.id}. The key ${current} is needed only for copies of the database that are older than this.`
  } finally {
    await database.destroy()
  }
}

/** No call can be made with what is left, so the record should say so. */
async function forgetTokens({ dataDirectory }: Config): Promise<string> {
  const database = await openDatabase(dataDirectory)
  try {
    const count = await forgetAllTokens(database, Math.floor(Date.now() / 1000))
    return `Ended ${count === 1 ? 'one API token' : `${count} API tokens`} and every access token. The next start takes the key that it finds, or makes one; people make new tokens, and applications renew theirs.`
  } finally {
    await database.destroy()
  }
}

async function addKey(source: ReturnType<typeof vaultKeySource>): Promise<void> {
  if (source.add) return source.add(newKey())
  throw new ConfigError(
    `${source.name}: put a new key before the others first. "npm run gateway -- keys generate" prints one; a server that is running has to know it too.`,
  )
}
