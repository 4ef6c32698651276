import type { Envelope } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { parseIdempotencyKey } from '../idempotency/idempotency-key.ts'
import { type CallsUnderWay, once } from '../idempotency/once.ts'
import { type Answer, refuse } from './answer.ts'
import type { Caller } from './authenticate.ts'
import type { Credential } from './credential.ts'

interface KeyedRequest {
  readonly caller: Caller
  readonly fingerprint: string
  /** `Idempotency-Key` as it was sent. */
  readonly header: string
  readonly credential: Credential
}

/** The answer to a write with an `Idempotency-Key`, with the statuses of the draft: 400, 409, 422. */
export async function answerOnce(
  gateway: Gateway,
  underWay: CallsUnderWay,
  { caller, fingerprint, header, credential }: KeyedRequest,
  call: () => Promise<Envelope>,
): Promise<Answer> {
  const key = parseIdempotencyKey(header)
  if (key === undefined) {
    const message = 'Idempotency-Key takes 1 to 255 printable ASCII characters, a UUID for example.'
    return refuse('ERR-CONDUIT-CORE', 'validation', message, 400)
  }
  const secret = 'token' in credential ? credential.token : undefined
  const outcome = await once(gateway, underWay, { caller: nameOf(caller), key, fingerprint, secret }, call)
  switch (outcome.kind) {
    case 'answered':
      return { status: 200, envelope: outcome.envelope }
    case 'different_call': {
      const message = 'This Idempotency-Key was used for another call. Use a new key for each write.'
      return refuse('ERR-CONDUIT-CORE', 'idempotency_key_reused', message, 422)
    }
    case 'no_answer_yet': {
      const message =
        'The first call with this Idempotency-Key has no answer yet, or its answer was lost. Look whether it was done.'
      return refuse('ERR-CONDUIT-CORE', 'idempotency_key_in_use', message, 409)
    }
  }
}

/** By person and application, so that a new token, or a new consent, does not make the same write a new one. */
function nameOf(caller: Caller): string {
  const person = caller.account?.phid ?? ''
  return caller.kind === 'application' ? `${person} ${caller.clientId}` : person
}
