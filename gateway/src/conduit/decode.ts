import { FormError, type FormValue, parseForm } from './form.ts'

/** A request as it came, with its body unpacked. */
export interface RawRequest {
  /** What follows the question mark. */
  readonly query: string
  readonly contentType: string | undefined
  readonly body: Uint8Array | undefined
}

export interface DecodedRequest {
  /** What the method is given. It is decided on and passed on as it is. */
  readonly params: Readonly<Record<string, unknown>>
  /** What Phorge calls metadata (`__conduit__`): the credentials. Never passed on. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** Whether the values came as JSON and carry types. */
  readonly typed: boolean
  /** `json` unless the caller asked for something else. */
  readonly output: string
}

/** The request cannot be read. The message is for a person and repeats nothing of the request. */
export class UnreadableRequest extends Error {
  override readonly name = 'UnreadableRequest'
}

/** PHP's own limit of `json_decode`. */
const DEEPEST_JSON = 512
/** It refuses what is none. To make one for each call takes longer than to decode most of them. */
const utf8 = new TextDecoder('utf-8', { fatal: true })
/** Ten times what a form may have. A few bytes of JSON become a hundred bytes of objects. */
const MOST_VALUES = 100_000

/**
 * Reads a call in any of Phorge's three encodings: `params=<JSON>`, `params[name]=<JSON>` (its API console), and plain
 * fields. Fields of the body win over those of the query. Credentials stand inside `params` if there is one, under
 * `__conduit__`; beside it they are not read. @throws {UnreadableRequest}
 */
export function decodeRequest(request: RawRequest): DecodedRequest {
  const inBody = form(bodyText(request))
  const fields = request.query === '' ? inBody : { ...form(request.query), ...inBody }
  const output = typeof fields.output === 'string' ? fields.output : 'json'
  if (Object.hasOwn(fields, 'code')) {
    // Phorge answers such a request with a page of status 500, to keep OAuth codes out of its own forms.
    throw new UnreadableRequest('A form field or query parameter must not be named "code".')
  }
  const { params } = fields
  if (typeof params === 'string' && params !== '') return { ...fromJson(json(params)), output }
  if (typeof params === 'object') {
    const values = Object.entries(params).map(([name, value]) => [name, consoleValue(value)])
    return { ...fromJson(Object.fromEntries(values)), output }
  }
  return { ...fromFields(fields), output }
}

function form(text: string): Record<string, FormValue> {
  try {
    return parseForm(text)
  } catch (error) {
    if (error instanceof FormError) throw new UnreadableRequest(error.message)
    throw error
  }
}

function bodyText({ body, contentType = '' }: RawRequest): string {
  if (!body || body.length === 0) return ''
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  // Phorge reads any other body as a form too, and then repeats the whole of a JSON body, token included, in its error.
  if (type === 'application/json' || type.endsWith('+json')) {
    throw new UnreadableRequest(
      'The body is JSON. Send a form (application/x-www-form-urlencoded) whose field "params" holds the JSON.',
    )
  }
  // PHP turns dots into underscores here, so half of Phorge's own fields do not work in this encoding.
  if (type === 'multipart/form-data') {
    throw new UnreadableRequest('The body is multipart. Send a form (application/x-www-form-urlencoded).')
  }
  if (type !== '' && type !== 'application/x-www-form-urlencoded' && type !== 'text/plain') {
    throw new UnreadableRequest('Send the parameters as a form (application/x-www-form-urlencoded).')
  }
  try {
    return utf8.decode(body)
  } catch {
    throw new UnreadableRequest('The body is not UTF-8.')
  }
}

function fromJson(decoded: unknown): Omit<DecodedRequest, 'output'> {
  if (typeof decoded !== 'object' || decoded === null) {
    throw new UnreadableRequest('The field "params" must hold a JSON object.')
  }
  // An empty PHP map is written as a list: clients in PHP send `[]` for no parameters.
  const { __conduit__: metadata, ...params } = decoded as Record<string, unknown>
  return { params, metadata: isMap(metadata) ? metadata : {}, typed: true }
}

function fromFields(fields: Readonly<Record<string, FormValue>>): Omit<DecodedRequest, 'output'> {
  const params: [string, unknown][] = []
  const metadata: [string, unknown][] = []
  for (const [name, value] of Object.entries(fields)) {
    if (name.startsWith('api.')) metadata.push([name.slice('api.'.length), value])
    else if (name === 'access_token' || name === 'scope') metadata.push([name, value])
    else if (name !== 'output' && name !== 'params' && !/^__\w+__$/.test(name)) params.push([name, value])
  }
  return { params: Object.fromEntries(params), metadata: Object.fromEntries(metadata), typed: false }
}

function consoleValue(value: FormValue): unknown {
  if (typeof value !== 'string') throw new UnreadableRequest('A field "params[…]" must hold one JSON value.')
  return json(value)
}

function json(text: string): unknown {
  // Only a text that long can be too deep: most calls are not measured.
  if (text.length > 2 * DEEPEST_JSON) measure(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UnreadableRequest('The parameters are not valid JSON.')
  }
  // Only a text with such letters can name the key: most calls are not walked.
  if (/__proto__|\\u/i.test(text)) refuseProto(value)
  return value
}

/**
 * Counts brackets and separators outside of strings. Before anything is parsed, and so before anybody is asked who they
 * are: to parse a body of brackets alone takes seconds, in which the server does nothing else.
 */
function measure(text: string): void {
  let depth = 0
  let values = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    else if (character === ',') values += 1
    if (depth > DEEPEST_JSON) throw new UnreadableRequest('The parameters are nested too deep.')
    if (values > MOST_VALUES)
      throw new UnreadableRequest(`The parameters hold more than ${MOST_VALUES} values.`)
  }
}

/** The place of the quote that ends the string which begins at `start`; the end of the text when none does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return text.length
}

/** Walks without recursion: the value may be deep. */
function refuseProto(root: unknown): void {
  for (let level: unknown[] = [root]; level.length > 0; ) {
    const objects = level.filter((value) => typeof value === 'object' && value !== null) as object[]
    if (objects.some((object) => Object.hasOwn(object, '__proto__'))) {
      throw new UnreadableRequest('A parameter has a name that is not allowed.')
    }
    level = objects.flatMap((object) => Object.values(object))
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
