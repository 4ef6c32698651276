import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { changeToken, requireActive } from './change.ts'
import { newToken } from './format.ts'
import { listTokens } from './list.ts'
import type { By, Step } from './record.ts'
import { TokenRefusal } from './refusal.ts'
import { addSecret, endSecrets, wipeSecrets } from './secrets.ts'
import { type ApiToken, stateOf } from './tokens.ts'

/** Minutes: a day. */
export const LONGEST_OVERLAP = 1440

/**
 * Gives the token a new secret. The one before stays good for so many minutes; one that was still good from an earlier
 * rotation ends now, so there are never more than two. The new secret is returned here once.
 * @throws {TokenRefusal}
 */
export async function rotateToken(
  gateway: Gateway,
  phid: string,
  { overlapMinutes, ...by }: By & { readonly overlapMinutes: number },
): Promise<{ token: string; oldEndsAt: number }> {
  if (!Number.isInteger(overlapMinutes) || overlapMinutes < 0 || overlapMinutes > LONGEST_OVERLAP) {
    throw new TokenRefusal('invalid', `Write a whole number of minutes, 0 to ${LONGEST_OVERLAP}.`, 'overlap')
  }
  const now = gateway.now()
  const oldEndsAt = now + overlapMinutes * 60
  let token = ''
  await changeToken(gateway, phid, by, async (inside, rotated) => {
    requireActive(inside, rotated)
    token = newToken(rotated.kind)
    await endSecrets(inside.database, rotated.id, { now, at: oldEndsAt })
    await addSecret(inside, rotated.id, token)
    const detail = `the old secret ends ${new Date(oldEndsAt * 1000).toISOString()}`
    return { type: 'rotate', new: { oldEndsAt }, event: 'api-token-rotated', detail }
  })
  return { token, oldEndsAt }
}

/** Ends a token: the next call with it fails, and says why. Nothing happens to one that has ended. @throws {TokenRefusal} */
export function revokeToken(gateway: Gateway, phid: string, by: By): Promise<ApiToken> {
  return changeToken(gateway, phid, by, revoke, { administratorsToo: true })
}

/** Ends every token of a person, and says how many. */
export async function revokeAllTokens(gateway: Gateway, userPhid: string, by: By): Promise<number> {
  return inTransaction(gateway, async (inside) => {
    const tokens = await listTokens(inside, { userPhids: [userPhid], states: ['active'] })
    for (const { phid } of tokens) await revokeToken(inside, phid, by)
    return tokens.length
  })
}

/** Ends a token and wipes what is stored of its secrets. Its row and its history stay. @throws {TokenRefusal} */
export function disposeToken(gateway: Gateway, phid: string, by: By): Promise<ApiToken> {
  return changeToken(gateway, phid, by, async (inside, token) => {
    if (token.disposedAt !== undefined) return undefined
    await wipeSecrets(inside.database, token.id)
    const revoked_at = token.revokedAt ?? inside.now()
    await inside.database
      .updateTable('api_tokens')
      .set({ disposed_at: inside.now(), revoked_at })
      .where('id', '=', token.id)
      .execute()
    return { type: 'dispose', event: 'api-token-disposed' }
  })
}

async function revoke(inside: Gateway, token: ApiToken): Promise<Step | undefined> {
  return (await endIfActive(inside, token)) ? { type: 'revoke', event: 'api-token-revoked' } : undefined
}

/** @returns whether it did; not when the token had ended before */
export async function endIfActive(inside: Gateway, token: ApiToken): Promise<boolean> {
  if (stateOf(token, inside.now()) !== 'active') return false
  await inside.database
    .updateTable('api_tokens')
    .set({ revoked_at: inside.now() })
    .where('id', '=', token.id)
    .execute()
  return true
}
