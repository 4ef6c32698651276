import type { Problem } from '../proposal/proposal.ts'
import type { ReadMetadata } from './metadata.ts'

/** RFC 7591, section 3.2.2, with each field and rule beside it for programs that show them. */
export interface RegistrationRefusal {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata'
  readonly error_description: string
  readonly errors: readonly { readonly field: string; readonly rule: string; readonly message: string }[]
}

/** Names each field as it was sent. */
export function registrationRefusal(
  problems: readonly Problem[],
  names: ReadMetadata['names'],
): RegistrationRefusal {
  const errors = problems.map(({ field, rule, message }) => ({
    field: names.get(field) ?? field,
    rule,
    message,
  }))
  return {
    error: problems.every(({ field }) => field === 'redirectUris')
      ? 'invalid_redirect_uri'
      : 'invalid_client_metadata',
    error_description: ascii(errors.map(({ field, message }) => `${field}: ${message}`).join(' ')),
    errors,
  }
}

/** RFC 6749, section 5.2: no quotes, no backslash, nothing beyond ASCII. */
function ascii(text: string): string {
  return text
    .replaceAll(/[“”„]/g, "'")
    .replaceAll('’', "'")
    .replaceAll(/["\\]/g, "'")
    .replaceAll('…', '...')
    .replaceAll(/[^\x20-\x7e]/g, '?')
}
