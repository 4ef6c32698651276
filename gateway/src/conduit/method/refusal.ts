import type { Envelope } from '../../backends/backend.ts'

/** Why, for a program: Phorge's own code for most refusals is ERR-CONDUIT-CORE and says nothing. */
export type RefusalReason = 'not_found' | 'permission' | 'validation'

/** A call that is refused. The message is prose for a person and becomes `error_info`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly reason: RefusalReason | undefined

  constructor(code: string, message: string, reason?: RefusalReason) {
    super(message)
    this.code = code
    this.reason = reason
  }
}

export function invalid(message: string): Refusal {
  return new Refusal('ERR-CONDUIT-CORE', message, 'validation')
}

export function notFound(message: string): Refusal {
  return new Refusal('ERR-CONDUIT-CORE', message, 'not_found')
}

export function forbidden(message: string): Refusal {
  return new Refusal('ERR-CONDUIT-CORE', message, 'permission')
}

export function answered(result: unknown): Envelope {
  return { result, error_code: null, error_info: null }
}

export function refused({ code, message, reason }: Refusal): Envelope {
  const envelope = { result: null, error_code: code, error_info: message } as const
  return reason ? { ...envelope, reason: { code: reason } } : envelope
}
