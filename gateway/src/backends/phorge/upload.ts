import { type Readable, Transform, type TransformCallback } from 'node:stream'
import { UnreadableRequest } from '../../conduit/decode.ts'
import { ParamsGuard } from './params-guard.ts'

/** Bytes. Phorge's own limits are lower on most installations. */
const LARGEST_UPLOAD = 512 * 1024 * 1024
const LONGEST_NAME = 64

export interface Upload {
  /** A form whose field `params` is a JSON object. */
  readonly form: Readable
  /** Of the person the call is made as. */
  readonly token: string
  /** The names that parameters may have. */
  readonly parameters: ReadonlySet<string>
}

/**
 * The form with our identity in it and no other, as it flows: of 100 MB only the piece at hand is ever in memory. It
 * fails with an `UnreadableRequest` before its end is out, so that nothing incomplete or forged is ever carried out.
 */
export function uploadBody(upload: Upload): Readable {
  const filter = new UploadFilter(upload)
  upload.form.once('error', (error) => filter.destroy(error))
  upload.form.once('close', () => {
    if (!upload.form.readableEnded) filter.destroy(new UnreadableRequest('The upload was cut off.'))
  })
  return upload.form.pipe(filter)
}

/** Ampersand, percent sign, quote, backslash: all that may end a text or begin something else in it. */
const SPECIAL = new Uint8Array(256)
for (const character of '&%"\\') SPECIAL[character.charCodeAt(0)] = 1

class UploadFilter extends Transform {
  readonly #guard: ParamsGuard
  #field: 'name' | 'params' | 'ignored' = 'name'
  #name = ''
  #hasParams = false
  /** The digits behind a percent sign, as far as they have come. */
  #percent: string | undefined
  #length = 0

  constructor({ token, parameters }: Upload) {
    super()
    this.#guard = new ParamsGuard(parameters)
    this.push(`output=json&params=${encodeURIComponent(`{"__conduit__":${JSON.stringify({ token })}`)}`)
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(failureOf(() => this.#read(chunk)))
  }

  override _flush(done: TransformCallback): void {
    done(
      failureOf(() => {
        if (this.#percent !== undefined) throw notForm()
        this.#guard.end()
      }),
    )
  }

  #read(chunk: Buffer): void {
    this.#length += chunk.length
    if (this.#length > LARGEST_UPLOAD) throw new UnreadableRequest('The upload is too large.')
    for (let at = 0; at < chunk.length; )
      at = this.#field === 'params' ? this.#params(chunk, at) : this.#other(chunk, at)
  }

  /** A field's name, or a value that is not passed on. */
  #other(chunk: Buffer, at: number): number {
    const character = String.fromCharCode(chunk[at] ?? 0)
    if (character === '&') {
      this.#field = 'name'
      this.#name = ''
    } else if (this.#field === 'name' && character === '=') this.#begin(this.#name)
    else {
      this.#name += character
      if (this.#name.length > LONGEST_NAME) throw unknownField()
    }
    return at + 1
  }

  /** Names are taken as they stand: nobody has to write these with percent signs. */
  #begin(name: string): void {
    if (name === 'output' || name === '__conduit__') this.#field = 'ignored'
    else if (name === 'params' && !this.#hasParams) this.#field = 'params'
    else throw unknownField()
    if (this.#field === 'params') this.#hasParams = true
    this.#name = ''
  }

  /** The value of `params`, from `start` to its end or that of the chunk. What is inside the braces is passed on as it is. */
  #params(chunk: Buffer, start: number): number {
    let from = this.#guard.isInside ? start : undefined
    let at = start
    for (; at < chunk.length; at++) {
      if (this.#guard.isInText && this.#percent === undefined) at = endOfPlain(chunk, at)
      const byte = chunk[at]
      if (byte === undefined) break
      if (byte === AMPERSAND && this.#percent === undefined) break
      const decoded = this.#decode(byte)
      if (decoded === undefined) continue
      const wasOpened = this.#guard.isOpened
      this.#guard.take(decoded)
      if (!wasOpened || this.#guard.isOpened) continue
      // The first byte behind the brace: ours stands before it, so it needs a comma, unless there is nothing more.
      this.push(
        `${decoded === CLOSING_BRACE ? '' : '%2C'}${encodeURIComponent(String.fromCharCode(decoded))}`,
      )
      from = at + 1
    }
    if (from !== undefined && from < at) this.push(chunk.subarray(from, at))
    if (at === chunk.length) return at
    this.#field = 'name'
    return at + 1
  }

  /** The byte that is meant, once it is complete. */
  #decode(byte: number): number | undefined {
    if (this.#percent === undefined) {
      if (byte !== PERCENT) return byte === PLUS ? SPACE : byte
      this.#percent = ''
      return undefined
    }
    this.#percent += String.fromCharCode(byte)
    if (this.#percent.length < 2) return undefined
    if (!/^[\da-f]{2}$/i.test(this.#percent)) throw notForm()
    const decoded = Number.parseInt(this.#percent, 16)
    this.#percent = undefined
    return decoded
  }
}

/** Where the next byte stands that means something; the length when there is none. */
function endOfPlain(chunk: Buffer, start: number): number {
  let at = start
  while (at < chunk.length && SPECIAL[chunk[at] ?? 0] === 0) at++
  return at
}

const AMPERSAND = 0x26
const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20
const CLOSING_BRACE = 0x7d

function unknownField(): UnreadableRequest {
  return new UnreadableRequest(
    'A streamed call has the fields "params" and "output" and no other, each once.',
  )
}

function notForm(): UnreadableRequest {
  return new UnreadableRequest('The body is not a form: a percent sign in it is not followed by two digits.')
}

function failureOf(work: () => void): Error | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
