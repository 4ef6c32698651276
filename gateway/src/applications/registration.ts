import { linesOf } from '../pages/form.ts'
import type { NewApplication } from './applications.ts'

export const LONGEST_NAME = 100
export const LONGEST_DESCRIPTION = 500

/** What the person typed, as they typed it: a form with an error comes back with all of it. */
export interface TypedRegistration {
  readonly name?: string
  readonly description?: string
  readonly kind?: string
  readonly redirectUris?: string
  readonly origins?: string
  readonly phorgeCompatible?: boolean
}

export type FieldErrors = Partial<Readonly<Record<keyof TypedRegistration, string>>>

export type Registration = Required<Omit<NewApplication, 'clientId' | 'clientSecret' | 'createdBy'>>

/** Checks what an administrator typed; each error says what is wrong and what would be right. */
export function readRegistration(typed: TypedRegistration): Registration | { errors: FieldErrors } {
  const name = (typed.name ?? '').trim()
  const description = (typed.description ?? '').trim()
  const redirectUris = linesOf(typed.redirectUris ?? '')
  const origins = linesOf(typed.origins ?? '').map((origin) => origin.replace(/\/$/, ''))
  const { kind, phorgeCompatible = false } = typed
  const found: Record<string, string | undefined> = {
    name: name ? tooLong(name, LONGEST_NAME) : 'Give the application a name.',
    description: tooLong(description, LONGEST_DESCRIPTION),
    kind: kind === 'confidential' || kind === 'public' ? undefined : 'Choose one of the two.',
    redirectUris:
      redirectUris.length === 0
        ? 'Name at least one redirect address.'
        : firstOf(redirectUris, redirectError),
    origins: firstOf(origins, originError),
    phorgeCompatible:
      phorgeCompatible && kind === 'public'
        ? 'Phorge’s OAuth server knows no public applications: choose “Confidential”, or untick this.'
        : undefined,
  }
  const errors: FieldErrors = Object.fromEntries(Object.entries(found).filter(([, error]) => error))
  if (Object.keys(errors).length > 0) return { errors }
  return {
    name,
    description,
    kind: kind === 'public' ? 'public' : 'confidential',
    redirectUris,
    origins,
    phorgeCompatible,
  }
}

function tooLong(text: string, most: number): string | undefined {
  return text.length > most ? `At most ${most} characters; these are ${text.length}.` : undefined
}

function firstOf(values: readonly string[], check: (value: string) => string | undefined) {
  return values.map(check).find(Boolean)
}

/** RFC 6749, section 3.1.2: absolute and without a fragment. Like Phorge we take http and https and nothing else. */
function redirectError(uri: string): string | undefined {
  const url = URL.parse(uri)
  if (!url || !/^https?:\/\//i.test(uri))
    return `“${uri}” is not an address that starts with https:// or http://.`
  if (url.username || url.password) return `“${uri}” contains a user name or a password.`
  if (uri.includes('#')) return `“${uri}” has a fragment (#…), which OAuth does not allow.`
  if (uri.includes('*')) return `“${uri}” has a wildcard: addresses are compared exactly, name each one.`
  if (/\s/.test(uri)) return `“${uri}” contains a space: put each address on a line of its own.`
  return undefined
}

function originError(origin: string): string | undefined {
  if (/^(?:chrome|moz)-extension:\/\/[a-z0-9-]+$/.test(origin)) return undefined
  const url = URL.parse(origin)
  if (url && /^https?:$/.test(url.protocol) && url.origin === origin) return undefined
  return `“${origin}” is not an origin: scheme, host and port only, such as https://errors.example.com.`
}
