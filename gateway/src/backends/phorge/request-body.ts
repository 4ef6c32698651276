/** The only credential that a request carries: what the caller sent of such things is gone when it comes here. */
export interface Identity {
  /** `undefined` for methods that need no authentication. */
  readonly token: string | undefined
}

/**
 * A call as a form, made anew from what was decided on. Typed parameters go as JSON in `params`; those of a plain form go
 * as one, because there Phorge reads them leniently.
 */
export function requestBody(
  params: Readonly<Record<string, unknown>>,
  typed: boolean,
  { token }: Identity,
): string {
  if (typed) {
    const identified = token === undefined ? params : { ...params, __conduit__: { token } }
    return `params=${encodeURIComponent(JSON.stringify(identified))}&output=json`
  }
  const form = new URLSearchParams(fieldsOf(params))
  form.set('output', 'json')
  if (token !== undefined) form.set('api.token', token)
  return form.toString()
}

/** Nested as PHP nests them: `constraints[ids][0]`. */
function fieldsOf(value: object, prefix?: string): [string, string][] {
  return Object.entries(value).flatMap(([key, item]): [string, string][] => {
    const name = prefix === undefined ? key : `${prefix}[${key}]`
    return typeof item === 'object' && item !== null ? fieldsOf(item, name) : [[name, String(item)]]
  })
}
