import { UnreadableRequest } from '../../conduit/decode.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LONGEST_KEY = 200
const DEEPEST_JSON = 512

/**
 * Watches a JSON object go by, byte for byte, and lets only parameters of known names be in it, each once: PHP takes the
 * later of two, and under `__conduit__` whoever sends it would choose the identity. Of a text that is JSON it sees the
 * keys exactly as PHP does; of one that is none Phorge carries out nothing.
 */
export class ParamsGuard {
  readonly #parameters: ReadonlySet<string>
  readonly #seen = new Set<string>()
  #phase: 'before' | 'opened' | 'inside' | 'after' = 'before'
  #depth = 0
  #inString = false
  #isEscaped = false
  #expectsKey = true
  #key: number[] | undefined

  constructor(parameters: ReadonlySet<string>) {
    this.#parameters = parameters
  }

  /** In a text that is no key, where only a quote or a backslash means anything. */
  get isInText(): boolean {
    return this.#inString && !this.#isEscaped && this.#key === undefined
  }

  /** Whether the next byte that is not white space is the first after the opening brace. */
  get isOpened(): boolean {
    return this.#phase === 'opened'
  }

  get isInside(): boolean {
    return this.#phase === 'inside' || this.#phase === 'after'
  }

  /** @throws {UnreadableRequest} */
  take(byte: number): void {
    if (this.#inString) this.#inText(byte)
    else if (!isWhiteSpace(byte)) this.#outsideText(byte)
  }

  /** @throws {UnreadableRequest} when the object is not complete */
  end(): void {
    if (this.#phase !== 'after') throw new UnreadableRequest('The JSON in "params" is not complete.')
  }

  #outsideText(byte: number): void {
    if (this.#phase === 'after') throw new UnreadableRequest('Something stands behind the JSON in "params".')
    if (this.#phase === 'before') this.#open(byte)
    else {
      this.#phase = 'inside'
      this.#structure(byte)
    }
  }

  #open(byte: number): void {
    if (byte !== 0x7b) throw new UnreadableRequest('The field "params" must hold a JSON object.')
    this.#phase = 'opened'
    this.#depth = 1
  }

  #structure(byte: number): void {
    if (byte === QUOTE) {
      this.#inString = true
      if (this.#depth === 1 && this.#expectsKey) this.#key = []
    } else if (byte === 0x7b || byte === 0x5b) {
      this.#depth += 1
      if (this.#depth > DEEPEST_JSON) throw new UnreadableRequest('The parameters are nested too deep.')
    } else if (byte === 0x7d || byte === 0x5d) {
      this.#depth -= 1
      if (this.#depth === 0) this.#phase = 'after'
    } else if (this.#depth === 1 && byte === 0x2c) this.#expectsKey = true
    else if (this.#depth === 1 && byte === 0x3a) this.#expectsKey = false
  }

  #inText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (byte === BACKSLASH) this.#isEscaped = true
    else if (byte === QUOTE) {
      this.#inString = false
      if (this.#key) this.#checkKey(this.#key)
      this.#key = undefined
      return
    }
    this.#key?.push(byte)
    if (this.#key && this.#key.length > LONGEST_KEY) throw unknownParameter()
  }

  #checkKey(bytes: readonly number[]): void {
    const name = parsed(`"${Buffer.from(bytes).toString()}"`)
    if (name === undefined || !this.#parameters.has(name)) throw unknownParameter()
    if (this.#seen.has(name)) throw new UnreadableRequest('A parameter was sent twice.')
    this.#seen.add(name)
  }
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function unknownParameter(): UnreadableRequest {
  return new UnreadableRequest('A streamed call has a parameter that this method does not have.')
}

function parsed(text: string): string | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
