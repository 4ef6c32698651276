import type { Failure } from '../answer.ts'
import { message } from '../localization/message.ts'

export interface FailureText {
  readonly what: string
  readonly remedy: string
}

/** In the user's language where the kind of failure says it all, and else as it was said. */
export function failureText({ code, message: what, remedy }: Failure): FailureText {
  switch (code) {
    case 'network':
    case 'timeout':
      return { what: message('failure_network'), remedy: message('remedy_network') }
    case 'auth_missing':
    case 'auth_invalid':
    case 'auth_expired':
    case 'auth_revoked':
      return { what: message('failure_signed_out'), remedy: message('remedy_signed_out') }
    case 'scope':
      return { what: message('failure_scope'), remedy }
    case 'second_factor':
      return { what: message('failure_second_factor'), remedy: message('remedy_second_factor') }
    case 'permission':
      return { what: message('failure_permission'), remedy: message('remedy_permission') }
    case 'not_found':
      return { what: message('failure_not_found'), remedy: message('remedy_not_found') }
    case 'host_permission':
      return { what: message('failure_host'), remedy: message('remedy_host') }
    case 'interrupted':
    case 'outcome_unknown':
      return { what: message('failure_interrupted'), remedy: message('remedy_interrupted') }
    default:
      return { what, remedy }
  }
}
