import type { Kysely } from 'kysely'
import { wrapAccessTokens } from '../authorization-server/adapters/access-token-digests.ts'
import { type Config, ConfigError } from '../config.ts'
import type { Database } from '../database/schema.ts'
import { type KeySource, keySource, keysOf } from '../keys/key-source.ts'
import { hasSecretsWithoutCheck, wrapSecrets } from './secrets.ts'
import { TokenKey } from './token-key.ts'

const SETTING = 'token_key'

/** Where the key of the tokens' digests comes from. @throws {ConfigError} */
export function tokenKeySource({
  tokenKey,
  tokenKeyFile,
  tokenKeyCommand,
  dataDirectory,
}: Config): KeySource {
  return keySource({
    purpose: 'the tokens',
    keys: ['tokenKey', tokenKey],
    file: ['tokenKeyFile', tokenKeyFile],
    command: ['tokenKeyCommand', tokenKeyCommand],
    dataDirectory,
    fallback: 'token-key',
  })
}

/**
 * The key that this database's digests are made with. What was stored before there was one is wrapped with it now, once.
 * @throws {ConfigError} when the source has another key only: with that, every token would be unknown
 */
export async function openTokenKey(config: Config, database: Kysely<Database>): Promise<TokenKey> {
  const source = tokenKeySource(config)
  const keys = (await keysOf(source)).map((bytes) => new TokenKey(bytes))
  const [first] = keys
  if (!first) throw new TypeError('a key source has keys')
  const id = await chosen(database, first)
  const key = keys.find((one) => one.id === id)
  if (!key) {
    throw new ConfigError(
      `${source.name}: the digests of the tokens were made with the key ${id}, which is not there. Put that key back; if it is lost, "npm run gateway -- keys forget-tokens" ends every token, and people make new ones.`,
    )
  }
  key.hasTokensWithoutCheck = await hasSecretsWithoutCheck(database)
  return key
}

/** Written down first: of several servers that start at the same time one wraps, and the others wait for it. */
async function chosen(database: Kysely<Database>, first: TokenKey): Promise<string> {
  return database.transaction().execute(async (transaction) => {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('settings')
      .values({ name: SETTING, value: first.id })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows) {
      await wrapSecrets(transaction, first)
      await wrapAccessTokens(transaction, first)
      return first.id
    }
    const settings = transaction.selectFrom('settings').select('value').where('name', '=', SETTING)
    return (await settings.executeTakeFirstOrThrow()).value
  })
}

/** So that the next start takes whatever key there is. */
export async function forgetTokenKey(database: Kysely<Database>): Promise<void> {
  await database.deleteFrom('settings').where('name', '=', SETTING).execute()
}
