import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const unzip = promisify(gunzip)
const LARGEST_BODY = 64 * 1024 * 1024

/** Whatever is said to be in it: PHP reads every body as a form, packed or not. */
export function readBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const parse = async ({ headers }: FastifyRequest, body: Buffer) =>
    headers['content-encoding'] === 'gzip' ? unzip(body, { maxOutputLength: LARGEST_BODY }) : body
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, parse)
}
