/**
 * An envelope: a JSON header line, then items, each a JSON header line and a payload which is as long as its `length`
 * says, or else ends with the line (https://develop.sentry.dev/sdk/data-model/envelopes/).
 */
export interface Envelope {
  readonly header: Readonly<Record<string, unknown>>
  readonly items: readonly EnvelopeItem[]
}

export interface EnvelopeItem {
  readonly type: string
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Buffer
}

/** The message says what is wrong with the report, for the person who looks at the SDK's debug output. */
export class BadReport extends Error {
  override readonly name = 'BadReport'
  readonly status: 400 | 413 | 415
  constructor(message: string, status: 400 | 413 | 415 = 400) {
    super(message)
    this.status = status
  }
}

const newline = 0x0a

/** @throws {BadReport} */
export function parseEnvelope(body: Buffer): Envelope {
  const reader = new Reader(body)
  const header = reader.jsonLine('envelope header')
  const items: EnvelopeItem[] = []
  while (reader.skipEmptyLines()) {
    const name = `header of item ${items.length + 1}`
    const itemHeader = reader.jsonLine(name)
    const { type, length } = itemHeader
    if (typeof type !== 'string') throw new BadReport(`The ${name} has no "type".`)
    if (length !== undefined && !isLength(length)) throw new BadReport(`The ${name} has a bad "length".`)
    items.push({ type, header: itemHeader, payload: reader.payload(length ?? undefined, name) })
  }
  return { header, items }
}

function isLength(value: unknown): value is number | null {
  return value === null || (Number.isSafeInteger(value) && (value as number) >= 0)
}

class Reader {
  readonly #body: Buffer
  #at = 0

  constructor(body: Buffer) {
    this.#body = body
  }

  /** `false` at the end. */
  skipEmptyLines(): boolean {
    while (this.#body[this.#at] === newline || this.#body[this.#at] === 0x0d) this.#at += 1
    return this.#at < this.#body.length
  }

  jsonLine(name: string): Record<string, unknown> {
    const line = this.#line().toString('utf8')
    const value = parseJson(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    throw new BadReport(`The ${name} is not a JSON object on a line of its own.`)
  }

  payload(length: number | undefined, name: string): Buffer {
    if (length === undefined) return this.#line()
    const end = this.#at + length
    if (end > this.#body.length)
      throw new BadReport(`The ${name} announces ${length} bytes, but the envelope ends before.`)
    if (end < this.#body.length && this.#body[end] !== newline)
      throw new BadReport(`The ${name} announces ${length} bytes, but no line ends there.`)
    const payload = this.#body.subarray(this.#at, end)
    this.#at = end + 1
    return payload
  }

  #line(): Buffer {
    const end = this.#body.indexOf(newline, this.#at)
    const line = this.#body.subarray(this.#at, end === -1 ? undefined : end)
    this.#at = end === -1 ? this.#body.length : end + 1
    return line
  }
}

/** `undefined` when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
