import { recordSecurityEvent } from '../audit/security-log.ts'
import type { Account } from '../backends/backend.ts'
import { openEmbeddedBackend } from '../backends/embedded/embedded.ts'
import { type Config, ConfigError } from '../config.ts'
import { openDatabase } from '../database/open.ts'
import { removeFactorsOf } from '../second-factor/factors.ts'
import { KeyRing } from '../vault/key-ring.ts'
import { vaultKeySource } from '../vault/key-source.ts'
import { TokenVault, type TokenVaultParts } from '../vault/vault.ts'

/** `second-factor reset NAME`: for who has lost both the factor and the recovery codes; also while the server runs. */
export async function secondFactorCommand(
  config: Config,
  [action, userName]: readonly string[],
): Promise<string> {
  if (action !== 'reset' || !userName) {
    throw new ConfigError('Usage: npm run gateway -- second-factor reset NAME')
  }
  const database = await openDatabase(config.dataDirectory)
  try {
    const now = () => Math.floor(Date.now() / 1000)
    const account = await accountOf(config, userName, { database, now })
    if (!account) throw new ConfigError(`There is no account "${userName}".`)
    const count = await database.transaction().execute(async (transaction) => {
      const removed = await removeFactorsOf({ database: transaction }, account.phid)
      const event = { kind: 'second-factor-removed', at: now(), userPhid: account.phid } as const
      if (removed > 0) await recordSecurityEvent(transaction, { ...event, detail: 'all, by command' })
      return removed
    })
    if (count === 0) return `${userName} has no second factor.`
    return `Removed every second factor of ${userName}, who can set up a new one after the next sign-in.`
  } finally {
    await database.destroy()
  }
}

async function accountOf(
  config: Config,
  userName: string,
  { database, now }: Pick<TokenVaultParts, 'database' | 'now'>,
): Promise<Account | undefined> {
  if (config.backend === 'phorge') {
    const keys = await KeyRing.open(vaultKeySource(config))
    return new TokenVault({ database, keys, now }).accountByName(userName)
  }
  const backend = await openEmbeddedBackend({ ...config, now })
  try {
    return await backend.accountByName(userName)
  } finally {
    await backend.close()
  }
}
