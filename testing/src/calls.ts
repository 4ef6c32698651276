import type { Fault } from './faults/fault.ts'

/** A request to `/api/` or to `/oauthserver/`. No token is in it. */
export interface ArrivedCall {
  /** The Conduit method, or the path of what is none: `/oauthserver/token/`. */
  readonly method: string
  /** Whose token it carries, as far as it carries one that is in force. */
  readonly user: string | undefined
  /** Without credentials; empty for what is no Conduit call. */
  readonly params: Readonly<Record<string, unknown>>
}

/** What became of a call, on the server's side. */
export type Outcome =
  /** It has not been answered yet. */
  | { readonly kind: 'under-way' }
  /** It did not get as far as the server, because of a fault. */
  | { readonly kind: 'not-made' }
  /** It was carried out, whatever its caller was told. */
  | { readonly kind: 'done' }
  | {
      readonly kind: 'refused'
      /** Conduit's `error_code`, or OAuth's `error`. */
      readonly errorCode: string
    }

/** A call as the server saw it. */
export interface RecordedCall extends ArrivedCall {
  readonly outcome: Outcome
  /** What it met with instead of its answer. */
  readonly fault: Fault['kind'] | undefined
}

/** Who puts a token in the wrong place finds no copy of it here. */
export function withoutTokens(params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(params), (_name, value) =>
    typeof value === 'string' ? value.replaceAll(/\b(api|cli|clr)-[a-z0-9]{28}\b/g, '$1-…') : value,
  )
}

/** What the server answered, before a fault got at it. */
export function outcomeOf(status: number, body: string): Outcome {
  const refused = (errorCode: string): Outcome => ({ kind: 'refused', errorCode })
  try {
    const { error_code, error } = JSON.parse(body)
    if (typeof error_code === 'string') return refused(error_code)
    if (typeof error === 'string') return refused(error)
    return { kind: 'done' }
  } catch {
    return status < 400 ? { kind: 'done' } : refused(String(status))
  }
}
