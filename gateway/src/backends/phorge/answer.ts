import { Readable } from 'node:stream'
import { type Envelope, type Forwarded, Unavailable } from '../backend.ts'
import type { UpstreamAnswer } from './upstream.ts'

/** Every refusal begins so, and hardly any success does. */
const REFUSAL = Buffer.from('{"result":null,')
const BRACE = '{'.charCodeAt(0)
/** A refusal is a sentence. What is longer is not read, but passed on. */
const LONGEST_REFUSAL = 256 * 1024

/** An answer with as much of it read as is needed to know whether it is a refusal. */
export interface ReadAnswer extends Forwarded {
  /** Set when it is one. */
  readonly refusal: Extract<Envelope, { result: null; error_code: string }> | undefined
}

/** Reads the beginning. The rest of a long answer is passed on as it comes. */
export async function readAnswer({ body, waited }: UpstreamAnswer): Promise<ReadAnswer> {
  const chunks: Uint8Array[] = []
  let length = 0
  const rest = body[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await rest.next()
    if (done) return whole(chunks, waited)
    chunks.push(value)
    length += value.length
    const isRefusal = startsAsRefusal(chunks)
    if (length > (isRefusal ? LONGEST_REFUSAL : REFUSAL.length)) {
      return { body: Readable.from(continued(chunks, rest)), waited, refusal: undefined }
    }
  }
}

function whole(chunks: readonly Uint8Array[], waited: number): ReadAnswer {
  const bytes = joined(chunks)
  if (bytes[0] === BRACE) return { body: bytes, waited, refusal: refusalIn(bytes) }
  throw new Unavailable('The Phorge behind this gateway called it JSON, and it is none.', {
    illness: 'failed',
    status: 502,
    done: 'unknown',
  })
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

async function* continued(chunks: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>) {
  yield* chunks
  yield* { [Symbol.asyncIterator]: () => rest }
}

function startsAsRefusal(chunks: readonly Uint8Array[]): boolean {
  const start = joined(chunks)
  return REFUSAL.subarray(0, start.length).equals(start.subarray(0, REFUSAL.length))
}

function refusalIn(bytes: Uint8Array): ReadAnswer['refusal'] {
  if (!startsAsRefusal([bytes])) return undefined
  const envelope = parseEnvelope(Buffer.from(bytes).toString())
  return envelope?.error_code ? (envelope as ReadAnswer['refusal']) : undefined
}

/** The whole answer as an envelope; `undefined` when it is none. */
export async function envelopeOf({ body }: Pick<Forwarded, 'body'>): Promise<Envelope | undefined> {
  const bytes = body instanceof Readable ? Buffer.concat(await body.toArray()) : Buffer.from(body)
  return parseEnvelope(bytes.toString())
}

function parseEnvelope(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'error_code' in value
      ? (value as Envelope)
      : undefined
  } catch {
    return undefined
  }
}
