import { PassThrough, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LARGEST_CALL } from '../../../conduit/bodies.ts'
import { findCredential } from '../../../conduit/credential.ts'
import { decodeRequest, UnreadableRequest } from '../../../conduit/decode.ts'
import { sendEnvelope } from '../../../conduit/send.ts'
import { unavailable } from '../../../conduit/unavailable.ts'
import type { Gateway } from '../../../gateway.ts'
import { findApiToken } from '../../../tokens/tokens.ts'
import { Unavailable } from '../../backend.ts'
import { sessionCookie } from './cookies.ts'
import type { Forwarder } from './forwarder.ts'

const unzip = promisify(gunzip)

/**
 * Before everything else of `/api/`: a call that comes with Phorge's own credentials, or with none, goes to Phorge as it
 * is. So browsers, arcanist and every other tool go on as they did before the gateway was there.
 */
export function passThrough(server: FastifyInstance, gateway: Gateway, forwarder: Forwarder): void {
  server.addHook('onRequest', async (request, reply) => {
    // Preflights are the gateway's: Phorge knows none.
    if (request.method === 'OPTIONS' || isOurs(request)) return
    if (sessionCookie(request.headers.cookie) === undefined && !isTooLarge(request)) return
    return passOn(gateway, forwarder, request, reply, undefined)
  })

  server.addHook('preParsing', async (request, reply, payload) => {
    if (request.method === 'OPTIONS' || isOurs(request)) return payload
    const { bytes, isWhole } = await beginningOf(payload)
    if (isWhole && (await hasOurCredential(gateway, request, bytes))) return again(bytes)
    const body = isWhole ? bytes : wholeOf(bytes, payload)
    return passOn(gateway, forwarder, request, reply, body)
  })
}

/** Phorge reads no such header: whoever sends one means the gateway. */
export function isOurs({ headers }: FastifyRequest): boolean {
  return /^bearer\b/i.test(headers.authorization ?? '')
}

function isTooLarge({ headers }: FastifyRequest): boolean {
  return Number(headers['content-length'] ?? 0) > LARGEST_CALL
}

/** As much of a body as a call of ours can have. */
async function beginningOf(payload: Readable): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LARGEST_CALL) return { bytes: Buffer.concat(chunks), isWhole: false }
  }
  return { bytes: Buffer.concat(chunks), isWhole: true }
}

function wholeOf(bytes: Buffer, rest: Readable): Readable {
  const whole = new PassThrough()
  whole.write(bytes)
  return rest.pipe(whole)
}

/** For the parser that comes next. */
function again(bytes: Buffer): Readable & { receivedEncodedLength: number } {
  return Object.assign(Readable.from([bytes]), { receivedEncodedLength: bytes.length })
}

async function hasOurCredential(gateway: Gateway, request: FastifyRequest, bytes: Buffer): Promise<boolean> {
  const metadata = await metadataOf(request, bytes)
  if (!metadata) return false
  const credential = findCredential(undefined, metadata)
  switch (credential.kind) {
    case 'access-token':
      // Those of Phorge's own OAuth server are shorter, and may be about still.
      return !/^[a-z0-9]{32}$/.test(credential.token)
    case 'api-token':
      return (await findApiToken(gateway, credential.token)) !== undefined
    default:
      return false
  }
}

/** `undefined` for what the gateway could not read: Phorge may be able to. */
async function metadataOf({ raw, headers }: FastifyRequest, bytes: Buffer) {
  const { url = '' } = raw
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  try {
    const isPacked = headers['content-encoding'] === 'gzip'
    const body = isPacked ? await unzip(bytes, { maxOutputLength: LARGEST_CALL }) : bytes
    const call = { query, contentType: headers['content-type'], body: body.length > 0 ? body : undefined }
    return decodeRequest(call).metadata
  } catch (error) {
    if (error instanceof UnreadableRequest || isZlibError(error)) return undefined
    throw error
  }
}

function isZlibError(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException
  return code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE'
}

export async function passOn(
  { metrics }: Gateway,
  forwarder: Forwarder,
  request: FastifyRequest,
  reply: FastifyReply,
  body: Buffer | Readable | undefined,
): Promise<never> {
  const { method = '' } = (request.params ?? {}) as { method?: string }
  const call = { application: 'phorge', method, took: undefined }
  try {
    const waited = await forwarder.forward(request, reply, body)
    void metrics?.count({ ...call, outcome: 'passed', waited })
    return reply as never
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    void metrics?.count({ ...call, outcome: 'unavailable', illness: error.illness })
    return sendEnvelope(reply, unavailable(error)) as never
  }
}
