import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Provider } from 'oidc-provider'
import type { Gateway } from '../gateway.ts'
import { takeOver } from '../request-id.ts'

/** The library, as something that answers a request of node:http. */
export type Library = ReturnType<Provider['callback']>

export interface Forwarded {
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  /** With its query. */
  readonly path: string
  /** The parameters of a POST. */
  readonly form?: URLSearchParams
}

/** Hands a request to the library in the one form in which it knows it, and lets it write the response. */
export async function forward(
  gateway: Gateway,
  library: Library,
  request: FastifyRequest,
  reply: FastifyReply,
  { method, path, form }: Forwarded,
): Promise<FastifyReply> {
  const { raw } = request
  const { protocol, host } = new URL(gateway.config.publicUrl)
  const body = Buffer.from(form?.toString() ?? '')
  const headers: IncomingMessage['headers'] = {
    ...raw.headers,
    // The library believes these. They say what the configuration and fastify say, whatever the request said.
    'x-forwarded-for': request.ip,
    'x-forwarded-proto': protocol.slice(0, -1),
    'x-forwarded-host': host,
    'content-length': String(body.length),
  }
  delete headers['transfer-encoding']
  if (form) {
    headers['content-type'] = 'application/x-www-form-urlencoded'
    // It answers errors as a page to who prefers HTML: these endpoints are for programs.
    headers.accept = 'application/json'
  }
  const forwarded = Object.assign(Readable.from(body.length > 0 ? [body] : []), {
    method,
    url: path,
    headers,
    socket: raw.socket,
    httpVersion: raw.httpVersion,
    httpVersionMajor: raw.httpVersionMajor,
    httpVersionMinor: raw.httpVersionMinor,
  })
  takeOver(reply)
  await library(forwarded as unknown as IncomingMessage, reply.raw)
  return reply
}
