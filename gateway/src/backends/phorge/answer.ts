import { Readable } from 'node:stream'
import { type Envelope, type Forwarded, Unavailable } from '../backend.ts'
import type { UpstreamAnswer } from './upstream.ts'

const BRACE = '{'.charCodeAt(0)
/** Every refusal begins so, and hardly any success does. */
const REFUSAL = Buffer.from('{"result":null,')
/** Bytes. Refusals are sentences, and most answers are a few thousand; what is longer is passed on as it comes. */
const LONGEST_WHOLE = 128 * 1024

/** An answer with as much of it read as is needed to know whether it is a refusal. */
export interface ReadAnswer extends Forwarded {
  /** Set when it is one. */
  readonly refusal: Extract<Envelope, { result: null; error_code: string }> | undefined
}

export async function readAnswer({ body, waited }: UpstreamAnswer): Promise<ReadAnswer> {
  const read = await beginning(body)
  if (read instanceof Readable) return { body: read, waited, refusal: undefined }
  if (read[0] === BRACE) return { body: read, waited, refusal: refusalIn(read) }
  throw new Unavailable('The Phorge behind this gateway called it JSON, and it is none.', {
    illness: 'failed',
    status: 502,
    done: 'unknown',
  })
}

/** All of a short body; of a long one the stream, from its first byte. By events: an iterator costs twice as much. */
function beginning(body: Readable): Promise<Buffer | Readable> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const settle = (result: Buffer | Readable) => {
      body.off('data', take).off('end', end).off('error', reject)
      resolve(result)
    }
    const end = () => settle(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    const take = (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length <= LONGEST_WHOLE) return
      body.pause()
      body.unshift(Buffer.concat(chunks))
      settle(body)
    }
    body.on('data', take).on('end', end).on('error', reject)
  })
}

function refusalIn(bytes: Buffer): ReadAnswer['refusal'] {
  if (!bytes.subarray(0, REFUSAL.length).equals(REFUSAL)) return undefined
  const envelope = parseEnvelope(bytes.toString())
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
