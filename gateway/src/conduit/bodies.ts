import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const unzip = promisify(gunzip)

/**
 * Bytes of a call, packed or not. Credentials stand in the body, so anybody can make the server read this much. A task's
 * description of 8 MB, the largest that a real Phorge was seen to take, fits with room for its encoding as a form.
 */
export const LARGEST_CALL = 16 * 1024 * 1024

/** What the bytes mean is for `decode.ts` to say; here they are unpacked only (`X-Conduit-Capabilities: gzip`). */
export function readBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // Most are not packed, and then nobody has to wait for a promise.
    if (request.headers['content-encoding'] === undefined) return done(null, body)
    unpacked(request, body).then((bytes) => done(null, bytes), done)
  })
}

/** The bytes of a body that has been read. @throws with a `statusCode` when they cannot be unpacked */
export async function unpacked(request: FastifyRequest, body: Buffer): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return body
  if (encoding !== 'gzip') throw refused(415, 'The body may be packed by gzip and nothing else.')
  try {
    return await unzip(body, { maxOutputLength: request.routeOptions.bodyLimit })
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw tooLarge ? refused(413, 'The unpacked body is too large.') : refused(400, 'The body is not gzip.')
  }
}

export function refused(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode })
}
