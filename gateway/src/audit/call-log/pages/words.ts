import type { Outcome } from '../../../metrics/metrics.ts'
import type { OutcomeClass } from '../call.ts'

/** How a call ended, for a person. */
export const outcomes: Readonly<
  Record<Outcome, { readonly text: string; readonly tone: 'good' | 'bad' | 'warn' }>
> = {
  ok: { text: 'Done', tone: 'good' },
  refused: { text: 'Refused', tone: 'warn' },
  invalid: { text: 'Refused', tone: 'warn' },
  denied: { text: 'Denied', tone: 'bad' },
  limited: { text: 'Denied', tone: 'bad' },
  unavailable: { text: 'No answer', tone: 'bad' },
  failed: { text: 'Failed', tone: 'bad' },
}

/** The same for a whole class of them, where one is chosen and where they are counted. */
export const classes: Readonly<Record<OutcomeClass, string>> = {
  ok: 'Done',
  refused: 'Refused',
  denied: 'Denied',
  failed: 'Failed',
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['token_missing', 'no token was sent'],
  ['token_malformed', 'what was sent is no token'],
  ['token_unknown', 'there is no such token'],
  ['token_expired', 'the token had expired'],
  ['token_revoked', 'the token was revoked'],
  ['application_disabled', 'the application is disabled'],
  ['account_disabled', 'the account is disabled'],
  ['origin_not_allowed', 'it came from a page of another site'],
  ['scope_not_offered', 'no application may do this'],
  ['scope_not_allowed', 'the administrator does not allow it'],
  ['scope_not_granted', 'it was not granted'],
  ['method_unknown', 'there is no such method'],
  ['validation', 'something in the call was wrong'],
  ['not_found', 'there is no such object'],
  ['idempotency_key_reused', 'its key was used for another call'],
  ['idempotency_key_in_use', 'the same call was under way'],
  ['rate_limited', 'there were too many calls'],
  ['server', 'the server failed'],
  ['unreachable', 'Phorge could not be reached'],
  ['busy', 'Phorge had too much to do'],
  ['timeout', 'Phorge took too long'],
  ['lost', 'the answer of Phorge was lost'],
  ['failed', 'Phorge failed'],
  ['unavailable', 'Phorge was not available'],
  ['not_conduit', 'what answered is no Conduit'],
])

/** Why a call was not done; `undefined` for a code that only a server has words for. */
export function reasonInWords(code: string): string | undefined {
  return reasons.get(code)
}
