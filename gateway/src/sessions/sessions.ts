import { createHmac } from 'node:crypto'
import type { Account } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { digest, randomSecret, sameSecret } from '../secrets.ts'

/** A browser in which somebody is signed in. */
export interface Session {
  readonly digest: string
  readonly account: Account
  /** Goes into every form of this session as `csrf`; derived from the cookie, so it needs no storage. */
  readonly csrfToken: string
  /** Whether the account is one of a Phorge's, whose API token may be kept here. */
  readonly isOfPhorge: boolean
  /** Epoch seconds; `undefined` when Phorge alone knows it. */
  readonly signedInAt?: number | undefined
}

/** Opens a session. The returned secret is the cookie's value and is not stored. */
export async function startSession(gateway: Gateway, account: Account): Promise<string> {
  const secret = randomSecret()
  const now = gateway.now()
  await gateway.database.deleteFrom('sessions').where('expires_at', '<=', now).execute()
  await gateway.database
    .insertInto('sessions')
    .values({
      digest: digest(secret),
      user_phid: account.phid,
      created_at: now,
      expires_at: now + gateway.config.sessionLifetime,
    })
    .execute()
  return secret
}

/** The session of this cookie value; `undefined` when it is unknown, over, or its account disabled. */
export async function findSession(
  gateway: Gateway,
  secret: string | undefined,
): Promise<Session | undefined> {
  if (!secret) return undefined
  const row = await gateway.database
    .selectFrom('sessions')
    .selectAll()
    .where('digest', '=', digest(secret))
    .where('expires_at', '>', gateway.now())
    .executeTakeFirst()
  if (!row) return undefined
  const account = await gateway.backend.accountByPhid(row.user_phid)
  if (!account || account.isDisabled) return undefined
  return {
    digest: row.digest,
    account,
    csrfToken: csrfTokenOf(secret),
    isOfPhorge: gateway.phorge !== undefined,
    signedInAt: row.created_at,
  }
}

export async function endSession(gateway: Gateway, secret: string): Promise<void> {
  await gateway.database.deleteFrom('sessions').where('digest', '=', digest(secret)).execute()
}

/** Signs somebody out of every browser. */
export async function endSessionsOf(
  { database }: Pick<Gateway, 'database'>,
  userPhid: string,
): Promise<void> {
  await database.deleteFrom('sessions').where('user_phid', '=', userPhid).execute()
}

export function isCsrfToken(session: Session, candidate: unknown): boolean {
  return typeof candidate === 'string' && sameSecret(session.csrfToken, candidate)
}

export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('base64url')
}
