import { randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { SecurityEventKind } from '../audit/kinds.ts'
import { type RequestOrigin, recordSecurityEvent } from '../audit/security-log.ts'
import type { Account } from '../backends/backend.ts'
import type { Vault } from '../backends/phorge/vault.ts'
import { lookup } from '../database/lookup.ts'
import type { Database, UpstreamAccountTable, UpstreamTokenTable } from '../database/schema.ts'
import { digest } from '../secrets.ts'
import { currentKeyId } from './current-key.ts'
import type { KeyRing } from './key-ring.ts'
import { seal, unseal } from './sealing.ts'

/** What is told of a kept token; the token itself is only ever given to the backend. */
export interface KeptToken {
  /** Epoch seconds, as all times here. */
  readonly keptAt: number
  readonly lastUsedAt: number | undefined
  /** When Phorge did not take it any more; what depends on it is suspended since then. */
  readonly refusedAt: number | undefined
  /** Phorge's own number of it, where it is known. */
  readonly phorgeId: number | undefined
}

export interface TokenToKeep {
  readonly userPhid: string
  readonly token: string
  readonly phorgeId?: number | undefined
  readonly origin: RequestOrigin
}

export interface TokenVaultParts {
  readonly database: Kysely<Database>
  readonly keys: KeyRing
  /** Now, in epoch seconds. */
  readonly now: () => number
}

/** Whom the gateway knows of a Phorge's people, and at most one encrypted API token of each. */
export class TokenVault implements Vault {
  readonly #database: Kysely<Database>
  readonly #keys: KeyRing
  readonly #now: () => number
  /** For as long as the row itself is at hand. Who can read it here could read the key too. */
  readonly #unsealed = new WeakMap<Selectable<UpstreamTokenTable>, string>()

  constructor({ database, keys, now }: TokenVaultParts) {
    this.#database = database
    this.#keys = keys
    this.#now = now
  }

  /** @throws {ConfigError} when the key that is in use is not there */
  async check(): Promise<void> {
    await this.#keys.key(await currentKeyId(this.#database, this.#keys.first.id))
  }

  async accountByPhid(phid: string): Promise<Account | undefined> {
    return accountByPhid(this.#database, phid)
  }

  /** A name may have gone over to somebody else: the one who was seen with it last. */
  async accountByName(userName: string): Promise<Account | undefined> {
    const accounts = this.#database.selectFrom('upstream_accounts').selectAll()
    const named = accounts.where('user_name', '=', userName)
    const row = await named.orderBy('seen_at', 'desc').executeTakeFirst()
    return row && accountOf(row)
  }

  /** Takes down how Phorge has just described somebody. */
  async remember(account: Account): Promise<void> {
    const values = {
      user_name: account.userName,
      real_name: account.realName,
      is_administrator: Number(account.isAdministrator),
      is_disabled: Number(account.isDisabled),
      seen_at: this.#now(),
    }
    await this.#database
      .insertInto('upstream_accounts')
      .values({ phid: account.phid, ...values })
      .onConflict((conflict) => conflict.column('phid').doUpdateSet(values))
      .execute()
  }

  async tokenOf(userPhid: string): Promise<string | undefined> {
    const row = await this.#row(userPhid)
    if (!row || row.refused_at !== null) return undefined
    const token = this.#unsealed.get(row) ?? (await this.#unseal(row))
    if (this.#isToTouch(row)) await this.#touch(row)
    return token
  }

  async #unseal(row: Selectable<UpstreamTokenTable>): Promise<string> {
    const key = await this.#keys.key(row.key_id)
    const place = { what: 'upstream token', rowId: row.row_id, userPhid: row.user_phid } as const
    const token = unseal(key, row.sealed, place)
    this.#unsealed.set(row, token)
    return token
  }

  async refused(userPhid: string, token: string): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('upstream_tokens')
        .set({ refused_at: this.#now() })
        .where('user_phid', '=', userPhid)
        // Not one that has come in its place meanwhile.
        .where('digest', '=', digest(token))
        .where('refused_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await this.#note(transaction, 'upstream-token-refused', userPhid, {})
    })
  }

  /** Keeps this token in place of any other of the same person; tells of that one. */
  async keep({ userPhid, token, phorgeId, origin }: TokenToKeep): Promise<KeptToken | undefined> {
    const place = { what: 'upstream token', rowId: randomUUID(), userPhid } as const
    return this.#database.transaction().execute(async (transaction) => {
      const key = await this.#keys.key(await currentKeyId(transaction, this.#keys.first.id))
      const before = await transaction
        .deleteFrom('upstream_tokens')
        .where('user_phid', '=', userPhid)
        .returningAll()
        .executeTakeFirst()
      await transaction
        .insertInto('upstream_tokens')
        .values({
          user_phid: userPhid,
          row_id: place.rowId,
          key_id: key.id,
          sealed: seal(key, token, place),
          digest: digest(token),
          phorge_id: phorgeId ?? null,
          kept_at: this.#now(),
          last_used_at: null,
          refused_at: null,
        })
        .execute()
      await this.#note(transaction, 'upstream-token-kept', userPhid, origin)
      return before && keptOf(before)
    })
  }

  async kept(userPhid: string): Promise<KeptToken | undefined> {
    const row = await this.#row(userPhid)
    return row && keptOf(row)
  }

  /** Whether a call can be made as this person. */
  async hasToken(userPhid: string): Promise<boolean> {
    const row = await this.#row(userPhid)
    return row !== undefined && row.refused_at === null
  }

  /** What depends on the token stops with it. */
  async forget(userPhid: string, origin: RequestOrigin): Promise<KeptToken | undefined> {
    return this.#database.transaction().execute(async (transaction) => {
      const rows = transaction.deleteFrom('upstream_tokens').where('user_phid', '=', userPhid)
      const row = await rows.returningAll().executeTakeFirst()
      if (row) await this.#note(transaction, 'upstream-token-deleted', userPhid, origin)
      return row && keptOf(row)
    })
  }

  #note(
    transaction: Kysely<Database>,
    kind: SecurityEventKind,
    userPhid: string,
    origin: RequestOrigin,
  ): Promise<void> {
    return recordSecurityEvent(transaction, { kind, at: this.#now(), userPhid, ...origin })
  }

  async #row(userPhid: string): Promise<Selectable<UpstreamTokenTable> | undefined> {
    return tokenOfUser(this.#database, userPhid)
  }

  /** At most once a minute: a call must not cost a write each time. */
  #isToTouch({ last_used_at }: Selectable<UpstreamTokenTable>): boolean {
    return last_used_at === null || last_used_at <= this.#now() - 60
  }

  async #touch({ row_id }: Selectable<UpstreamTokenTable>): Promise<void> {
    const rows = this.#database.updateTable('upstream_tokens').set({ last_used_at: this.#now() })
    await rows.where('row_id', '=', row_id).execute()
  }
}

const accountByPhid = lookup(
  (database, phid) => database.selectFrom('upstream_accounts').selectAll().where('phid', '=', phid),
  ([row]) => row && accountOf(row),
)

const tokenOfUser = lookup(
  (database, phid) => database.selectFrom('upstream_tokens').selectAll().where('user_phid', '=', phid),
  ([row]) => row,
)

function accountOf(row: Selectable<UpstreamAccountTable>): Account {
  return {
    phid: row.phid,
    userName: row.user_name,
    realName: row.real_name,
    isAdministrator: row.is_administrator !== 0,
    isDisabled: row.is_disabled !== 0,
  }
}

function keptOf(row: Selectable<UpstreamTokenTable>): KeptToken {
  return {
    keptAt: row.kept_at,
    lastUsedAt: row.last_used_at ?? undefined,
    refusedAt: row.refused_at ?? undefined,
    phorgeId: row.phorge_id ?? undefined,
  }
}
