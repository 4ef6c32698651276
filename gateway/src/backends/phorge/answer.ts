import { Readable } from 'node:stream'
import { type Envelope, type Forwarded, Unavailable } from '../backend.ts'
import type { UpstreamAnswer } from './upstream.ts'

const BRACE = '{'.charCodeAt(0)
/** Every refusal begins so, and hardly any success does. */
const REFUSAL = Buffer.from('{"result":null,')

/** An answer with as much of it read as is needed to know whether it is a refusal. */
export type ReadAnswer = Forwarded & Pick<Required<Forwarded>, 'refusal'>

/** A refusal is a sentence: what is too long to be at hand is none. @throws {Unavailable} when it is not even JSON */
export function readAnswer({ body, waited }: UpstreamAnswer): ReadAnswer {
  if (body instanceof Readable) return { body, waited, refusal: undefined }
  if (body[0] === BRACE) return { body, waited, refusal: refusalIn(body) }
  throw new Unavailable('The Phorge behind this gateway called it JSON, and it is none.', {
    illness: 'failed',
    status: 502,
    done: 'unknown',
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
