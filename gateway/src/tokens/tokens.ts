import { randomInt } from 'node:crypto'
import type { Selectable } from 'kysely'
import { lookup } from '../database/lookup.ts'
import type { ApiTokenTable } from '../database/schema.ts'
import type { Gateway } from '../gateway.ts'
import { digest } from '../secrets.ts'

/** A personal API token, without the secret: that was shown once. */
export interface ApiToken {
  readonly id: number
  readonly userPhid: string
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
}

const LENGTH = 28
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Whether the text has the form of an API token: `api-` and 28 lower-case characters, 32 in all, as Phorge's. */
export function isApiToken(text: string): boolean {
  return /^api-[a-z0-9]{28}$/.test(text)
}

/** What a token is made of. */
export interface NewApiToken {
  readonly userPhid: string
  readonly name: string
  /** One that was in use before. @default a new one */
  readonly token?: string | undefined
}

/** Makes a token with all rights of the user. The secret is returned here once and stored as a digest only. */
export async function createApiToken(
  gateway: Gateway,
  { userPhid, name, token = newToken() }: NewApiToken,
): Promise<{ id: number; token: string }> {
  const { id } = await gateway.database
    .insertInto('api_tokens')
    .values({
      digest: digest(token),
      user_phid: userPhid,
      name,
      created_at: gateway.now(),
      last_used_at: null,
      revoked_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, token }
}

/** 28 characters out of 32 are 140 random bits. */
function newToken(): string {
  return `api-${Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`
}

/** The token with this secret and whether it was revoked; `undefined` when there never was one. */
export async function findApiToken(
  gateway: Gateway,
  token: string,
): Promise<(ApiToken & { readonly revoked: boolean }) | undefined> {
  if (!isApiToken(token)) return undefined
  return tokenByDigest(gateway.database, digest(token))
}

const tokenByDigest = lookup(
  (database, tokenDigest) => database.selectFrom('api_tokens').selectAll().where('digest', '=', tokenDigest),
  ([row]) => row && { ...fromRow(row), revoked: row.revoked_at !== null },
)

/** The tokens of one user that are in force, newest first. */
export async function listApiTokens(gateway: Gateway, userPhid: string): Promise<ApiToken[]> {
  const rows = await gateway.database
    .selectFrom('api_tokens')
    .selectAll()
    .where('user_phid', '=', userPhid)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(fromRow)
}

/** Ends a token of this user; the next call with it fails. `false` when the user has no such token in force. */
export async function revokeApiToken(
  gateway: Gateway,
  { userPhid, id }: { readonly userPhid: string; readonly id: number },
): Promise<boolean> {
  const { numUpdatedRows } = await gateway.database
    .updateTable('api_tokens')
    .set({ revoked_at: gateway.now() })
    .where('id', '=', id)
    .where('user_phid', '=', userPhid)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Notes that a token was used. */
export async function touchApiToken({ database, now }: Gateway, { id }: ApiToken): Promise<void> {
  await database.updateTable('api_tokens').set({ last_used_at: now() }).where('id', '=', id).execute()
}

function fromRow(row: Selectable<ApiTokenTable>): ApiToken {
  return {
    id: row.id,
    userPhid: row.user_phid,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}
