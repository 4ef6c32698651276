import type { Unavailable } from '../backends/backend.ts'
import type { Answer } from './answer.ts'

/**
 * What a caller is told when the server behind did not answer. `upstream` says what is wrong with it, and whether the
 * call may have been carried out. A `reason` is there only when it was not: with one it is a refusal, after which a
 * write may be sent again.
 */
export function unavailable({ message, illness, status, done, retryAfter }: Unavailable): Answer {
  const unknown =
    done === 'unknown' ? ' It may have been carried out all the same: look before you send it again.' : ''
  const envelope = {
    result: null,
    error_code: 'ERR-CONDUIT-CORE',
    error_info: `${message}${unknown}`,
    ...(done === 'no' && { reason: { code: illness === 'rate_limited' ? 'rate_limited' : 'server' } }),
    upstream: { illness, done },
  } as const
  return { status, envelope, ...(retryAfter !== undefined && { retryAfter }) }
}
