/** Longer than any UUID or hash, and short enough to be looked at in a log. */
const LONGEST_KEY = 255

/**
 * The value of an `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header): a structured-field string, with
 * its quotation marks or, as most clients send it, without. `undefined` when it is none.
 */
export function parseIdempotencyKey(header: string): string | undefined {
  const quoted = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/.exec(header)
  const key = quoted ? (quoted[1] ?? '').replaceAll(/\\(["\\])/g, '$1') : header
  return /^[ -~]+$/.test(key) && key.length <= LONGEST_KEY && (quoted || !/["\\,;]/.test(key))
    ? key
    : undefined
}
