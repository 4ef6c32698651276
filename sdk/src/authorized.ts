import { assertNotAborted } from './aborted.ts'
import type { Answered } from './answer.ts'
import type { Authorization } from './credentials/credential.ts'
import { type AuthenticationCode, AuthenticationError } from './errors.ts'
import type { Host } from './host.ts'
import { needsAuthentication } from './methods/rules.ts'
import { type SentCall, send } from './send.ts'
import { Limit } from './transport.ts'

/** What a server says of a token that it has read. Of one that it has not seen (`auth_missing`) another would not help. */
const REFUSED_TOKENS: readonly AuthenticationCode[] = ['auth_invalid', 'auth_expired', 'auth_revoked']

/** Sends a call with what its credential gives; once more with what that gives instead when the server refuses it. */
export async function authorized(host: Host, call: SentCall): Promise<Answered> {
  const limit = call.signals.length > 1 ? new Limit(false, call.signals) : undefined
  const signal = limit?.signal ?? call.signals[0]
  try {
    const authorization = await authorizationOf(call, signal)
    try {
      return await send(host, call, authorization)
    } catch (error) {
      const renewed = await renewedAfter(error, host, call, authorization, signal)
      if (!renewed) throw error
      return await send(host, call, renewed)
    }
  } finally {
    limit?.release()
  }
}

async function authorizationOf(
  { method, credential, signals }: SentCall,
  signal: AbortSignal | undefined,
): Promise<Authorization | undefined> {
  if (!needsAuthentication(method)) return undefined
  try {
    return await credential?.authorization(signal)
  } catch (error) {
    assertNotAborted(method, signals)
    throw error
  }
}

/** Only after the server refused the token itself: nothing was done then, so that a write can be repeated too. */
async function renewedAfter(
  error: unknown,
  host: Host,
  { method, credential }: SentCall,
  refused: Authorization | undefined,
  signal: AbortSignal | undefined,
): Promise<Authorization | undefined> {
  if (!refused || !(error instanceof AuthenticationError) || !isRefused(refused, error)) return undefined
  if (!credential?.renew) return undefined
  let renewed: Authorization | undefined
  try {
    renewed = await credential.renew(refused, signal)
    return renewed
  } finally {
    host.events.emit('refresh', { method, renewed: renewed !== undefined })
  }
}

/** Of a session that has ended a server says that it sees none. */
function isRefused({ kind }: Authorization, { code }: AuthenticationError): boolean {
  return REFUSED_TOKENS.includes(code) || (kind === 'browser-session' && code === 'auth_missing')
}
