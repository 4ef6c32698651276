import type { Envelope } from '../backend.ts'

type Refusal = Extract<Envelope, { result: null; error_code: string }>

/** Nobody has linked this account, or its token was deleted. */
export const tokenMissing: Refusal = {
  result: null,
  error_code: 'ERR-INVALID-AUTH',
  error_info: 'This gateway keeps no Phorge token of yours any more. Authorize the application again.',
  reason: { code: 'upstream_token_missing' },
}

/** Its words name the token. */
const tokenRefused: Refusal = {
  result: null,
  error_code: 'ERR-INVALID-AUTH',
  error_info:
    'Phorge does not take the token any more that this gateway keeps for you. Authorize the application again.',
  reason: { code: 'upstream_token_refused' },
}

/** What a refusal of Phorge's says to us, and the envelope to send in its place; `undefined`: as it is. */
export function meaningOf(
  refusal: Refusal,
  token: string,
): { readonly envelope: Envelope | undefined; readonly tokenIsDead: boolean } {
  const { error_code: code, error_info: prose } = refusal
  // The caller's own credential was looked at before, so this is about the one we sent.
  if (code === 'ERR-INVALID-AUTH') return { envelope: tokenRefused, tokenIsDead: true }
  const told = String(prose).replaceAll(token, '(secret)')
  if (code === 'ERR-CONDUIT-CORE' && /read-only mode/i.test(told)) {
    return { envelope: { ...refusal, error_info: told, reason: { code: 'server' } }, tokenIsDead: false }
  }
  return { envelope: told === prose ? undefined : { ...refusal, error_info: told }, tokenIsDead: false }
}
