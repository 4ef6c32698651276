/**
 * How parameters travel: all of them as JSON in `params`, each as JSON in `params[name]` (as Phorge's API console does),
 * as plain fields, or as plain fields of a GET.
 */
export type Encoding = 'json' | 'console' | 'form' | 'get'

export interface CallOptions {
  readonly encoding?: Encoding
  /** The token to send instead of the one the client was made with; `null` sends none. */
  readonly token?: string | null
}

export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly result: unknown
  readonly code: string | null
  readonly info: string | null
}

export type Call = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
  options?: CallOptions,
) => Promise<Answer>

/** A Conduit client that hides nothing: what was answered is what comes back, refusals included. */
export function rawClient(url: string, apiToken: string): Call {
  const base = url.replace(/\/+$/, '')
  return async (method, params = {}, { encoding = 'json', token = apiToken } = {}) => {
    const fields = encode(encoding, params, token)
    const address = `${base}/api/${method}`
    const response =
      encoding === 'get'
        ? await fetch(`${address}?${fields}`)
        : await fetch(address, {
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: fields.toString(),
          })
    return read(response)
  }
}

function encode(
  encoding: Encoding,
  params: Readonly<Record<string, unknown>>,
  token: string | null,
): URLSearchParams {
  const credentials = token === null ? {} : { __conduit__: { token } }
  if (encoding === 'json') {
    return new URLSearchParams({ params: JSON.stringify({ ...params, ...credentials }), output: 'json' })
  }
  if (encoding === 'console') {
    const entries = Object.entries({ ...params, ...credentials })
    return new URLSearchParams(entries.map(([name, value]) => [`params[${name}]`, JSON.stringify(value)]))
  }
  const fields = new URLSearchParams(token === null ? {} : { 'api.token': token })
  for (const [name, value] of Object.entries(params)) addField(fields, name, value)
  return fields
}

/** `{ a: [{ b: 1 }] }` is the field `a[0][b]=1`. */
function addField(fields: URLSearchParams, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    fields.append(name, String(value))
    return
  }
  for (const [key, item] of Object.entries(value)) addField(fields, `${name}[${key}]`, item)
}

async function read(response: Response): Promise<Answer> {
  const { status } = response
  const contentType = response.headers.get('content-type') ?? ''
  const text = await response.text()
  if (!contentType.startsWith('application/json')) {
    throw new Error(`status ${status} with "${contentType}" is no answer of a Conduit method`)
  }
  const envelope = JSON.parse(text.replace(/^for\s*\(;;\);/, ''))
  return {
    status,
    contentType,
    result: envelope.result,
    code: envelope.error_code,
    info: envelope.error_info,
  }
}
