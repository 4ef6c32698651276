import type { Selectable } from 'kysely'
import type { TokenRights } from '../access/token-rights.ts'
import { lookup } from '../database/lookup.ts'
import type { ApiTokenTable } from '../database/schema.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { newGatewayPhid } from '../phid.ts'
import { digest } from '../secrets.ts'
import { hasCheck, isApiToken, kindOf, newToken, type TokenKind } from './format.ts'
import { type Author, record } from './record.ts'
import { readRights, rightsText } from './rights.ts'
import { addSecret } from './secrets.ts'

/** A personal API token, without the secret: that was shown once. Times are epoch seconds. */
export interface ApiToken {
  readonly id: number
  /** `PHID-CTKN-…` */
  readonly phid: string
  readonly kind: TokenKind
  readonly userPhid: string
  readonly name: string
  readonly rights: TokenRights
  /** CIDR ranges that it may be used from; empty: everywhere. */
  readonly addresses: readonly string[]
  readonly createdAt: number
  /** `undefined`: never. */
  readonly expiresAt: number | undefined
  readonly lastUse: TokenUse | undefined
  readonly revokedAt: number | undefined
  /** Its secrets are wiped. */
  readonly disposedAt: number | undefined
}

export interface TokenUse {
  readonly at: number
  /** IP address. */
  readonly address: string | undefined
  /** Name and version of the program that called. */
  readonly client: string | undefined
  readonly method: string | undefined
}

export type TokenState = 'active' | 'expired' | 'revoked' | 'disposed'

export function stateOf({ disposedAt, revokedAt, expiresAt }: ApiToken, now: number): TokenState {
  if (disposedAt !== undefined) return 'disposed'
  if (revokedAt !== undefined) return 'revoked'
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active'
}

/** What a token is made of. Whether that is allowed is for whoever asks: see `values.ts` and `lifetime.ts`. */
export interface NewApiToken {
  readonly userPhid: string
  readonly name: string
  /** @default 'api' */
  readonly kind?: TokenKind
  /** @default 'all' */
  readonly rights?: TokenRights
  /** @default everywhere */
  readonly addresses?: readonly string[]
  /** Epoch seconds. @default never */
  readonly expiresAt?: number | undefined
  /** One that was in use before. @default a new one */
  readonly token?: string | undefined
  /** Who makes it. @default the gateway itself */
  readonly author?: Author
}

/** Makes a token. The secret is returned here once and stored as a digest only. */
export async function createApiToken(
  gateway: Gateway,
  { userPhid, name, rights = 'all', addresses = [], expiresAt, author = {}, ...given }: NewApiToken,
): Promise<{ id: number; phid: string; token: string }> {
  const { token = newToken(given.kind ?? 'api') } = given
  const kind = kindOf(token)
  const phid = newGatewayPhid('CTKN')
  const details = { name, kind, rights: rightsText(rights), addresses, expires: expiresAt ?? null }
  return inTransaction(gateway, async (inside) => {
    const { id } = await inside.database
      .insertInto('api_tokens')
      .values({
        phid,
        kind,
        user_phid: userPhid,
        name,
        rights: details.rights,
        addresses: JSON.stringify(addresses),
        created_at: gateway.now(),
        expires_at: expiresAt ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await addSecret(inside, id, token)
    const step = { type: 'create', new: details, event: 'api-token-created' } as const
    await record(inside, { phid, userPhid, name }, { author }, step)
    return { id, phid, token }
  })
}

/** Whether the text cannot be a token of ours, whatever is in the table. */
export function isMistyped({ tokenKey }: Gateway, token: string): boolean {
  return !isApiToken(token) || (!hasCheck(token) && !tokenKey.hasTokensWithoutCheck)
}

/** A token by one of its secrets. */
export interface FoundToken extends ApiToken {
  /** From then on this secret is no good any more, because the token was rotated. */
  readonly secretEndsAt: number | undefined
}

/** The token with this secret; `undefined` when there never was one, or no more. */
export async function findApiToken(gateway: Gateway, token: string): Promise<FoundToken | undefined> {
  if (isMistyped(gateway, token)) return undefined
  const plain = digest(token)
  return tokenByDigest(gateway.database, plain, () => gateway.tokenKey.wrap(plain))
}

const tokenByDigest = lookup(
  (database, tokenDigest) =>
    database
      .selectFrom('api_token_secrets')
      .innerJoin('api_tokens', 'api_tokens.id', 'api_token_secrets.token_id')
      .selectAll('api_tokens')
      .select('api_token_secrets.ends_at as ends_at')
      .where('api_token_secrets.digest', '=', tokenDigest),
  ([row]): FoundToken | undefined => row && { ...fromRow(row), secretEndsAt: row.ends_at ?? undefined },
)

export async function findTokenByPhid({ database }: Gateway, phid: string): Promise<ApiToken | undefined> {
  const row = await database.selectFrom('api_tokens').selectAll().where('phid', '=', phid).executeTakeFirst()
  return row && fromRow(row)
}

/** Notes that a token was used. */
export async function touchApiToken({ database }: Gateway, { id }: ApiToken, use: TokenUse): Promise<void> {
  await database
    .updateTable('api_tokens')
    .set({
      last_used_at: use.at,
      last_used_address: use.address ?? null,
      last_used_client: use.client ?? null,
      last_used_method: use.method ?? null,
    })
    .where('id', '=', id)
    .execute()
}

export function fromRow(row: Selectable<ApiTokenTable>): ApiToken {
  return {
    id: row.id,
    phid: row.phid,
    kind: row.kind,
    userPhid: row.user_phid,
    name: row.name,
    rights: readRights(row.rights),
    addresses: JSON.parse(row.addresses),
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUse: useOf(row),
    revokedAt: row.revoked_at ?? undefined,
    disposedAt: row.disposed_at ?? undefined,
  }
}

function useOf(row: Selectable<ApiTokenTable>): TokenUse | undefined {
  if (row.last_used_at === null) return undefined
  return {
    at: row.last_used_at,
    address: row.last_used_address ?? undefined,
    client: row.last_used_client ?? undefined,
    method: row.last_used_method ?? undefined,
  }
}
