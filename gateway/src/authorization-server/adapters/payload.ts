import type { AdapterPayload } from 'oidc-provider'

/**
 * Stands for the record's own identifier wherever the library put that into a payload (`jti`, `returnTo`). JSON escapes
 * control characters, so nothing that a client sent can be taken for it.
 */
const OWN_IDENTIFIER = '\u0001'

/** The payload as text, without any secret: neither the record's own identifier nor the cookie of a session. */
export function toStored(id: string, payload: AdapterPayload): string {
  const { session, ...rest } = payload
  const stored = session ? { ...rest, session: { ...session, cookie: undefined } } : rest
  return JSON.stringify(stored).replaceAll(id, OWN_IDENTIFIER)
}

/** The payload as the library wrote it; without the identifier when that was not what it was found by. */
export function fromStored(id: string | undefined, text: string): AdapterPayload {
  const payload: AdapterPayload = JSON.parse(text.replaceAll(OWN_IDENTIFIER, id ?? ''))
  return id === undefined ? { ...payload, jti: undefined } : payload
}
