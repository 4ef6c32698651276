import type { IncomingMessage } from 'node:http'
import { connect as connectPlain } from 'node:net'
import { type Duplex, PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { connect as connectTls } from 'node:tls'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Pool } from 'undici'
import { takeOver } from '../../../request-id.ts'
import { readRest } from '../../../rest-of-body.ts'
import { illnessOfError } from '../illness.ts'

export interface ForwarderOptions {
  /** Where Phorge is reached: scheme, host and port. */
  readonly url: string
  /** The address that browsers use for it. */
  readonly publicUrl: string
}

/** Of one connection and not of the message (RFC 9110, section 7.6.1); `expect` was answered by our own server. */
const HOP_BY_HOP =
  /^(?:connection|expect|keep-alive|proxy-authenticate|proxy-authorization|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i
/** Milliseconds. Some pages of Phorge take minutes. */
const DEADLINE = 300_000

/**
 * Hands requests to Phorge as they came, and its answers back: bodies byte for byte and as they flow, headers in their
 * order, `Host` as the browser sent it, redirects untouched. Nothing is ever sent twice: a GET writes too at Phorge.
 */
export class Forwarder {
  readonly #pool: Pool
  readonly #url: URL
  readonly #protocol: string

  constructor({ url, publicUrl }: ForwarderOptions) {
    this.#url = new URL(url)
    this.#protocol = new URL(publicUrl).protocol.slice(0, -1)
    this.#pool = new Pool(url, {
      connections: 64,
      pipelining: 1,
      headersTimeout: DEADLINE,
      bodyTimeout: 0,
      keepAliveTimeout: 4000,
    })
  }

  /**
   * @param body of the request, where something has read it already
   * @returns milliseconds until the answer began
   * @throws {Unavailable}
   */
  async forward(request: FastifyRequest, reply: FastifyReply, body?: Buffer | Readable): Promise<number> {
    const start = performance.now()
    const aborted = new AbortController()
    reply.raw.once('close', () => aborted.abort())
    const sent = hasBody(request.raw) ? (body ?? flowing(request.raw)) : undefined
    const answer = await this.#send(request, sent, aborted.signal)
    const waited = performance.now() - start
    takeOver(reply)
    reply.raw.sendDate = false
    reply.raw.writeHead(answer.status, answer.headers)
    // Whoever hangs up has no use for the rest.
    await pipeline(answer.body, reply.raw).catch(() => reply.raw.destroy())
    readRest(request.raw)
    return waited
  }

  /** A connection that becomes another protocol, a websocket: its bytes go through both ways. */
  upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const { hostname, protocol, port } = this.#url
    const isTls = protocol === 'https:'
    const to = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (isTls ? 443 : 80) }
    const upstream = isTls ? connectTls({ ...to, servername: hostname }) : connectPlain(to)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    client.once('error', end).once('close', end)
    upstream.once('error', end).once('close', end)
    upstream.once(isTls ? 'secureConnect' : 'connect', () => {
      const lines = pairsOf(request.rawHeaders).map(([name, value]) => `${name}: ${value}`)
      upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #send(request: FastifyRequest, body: Buffer | Readable | undefined, signal: AbortSignal) {
    const { raw } = request
    try {
      const {
        statusCode,
        headers,
        body: answer,
      } = await this.#pool.request({
        method: raw.method ?? 'GET',
        path: raw.url ?? '/',
        headers: this.#headersFor(request),
        body: body ?? null,
        responseHeaders: 'raw',
        signal,
      } as Parameters<Pool['request']>[0])
      const kept = pairsOf(headers as unknown as readonly string[]).filter(([name]) => !HOP_BY_HOP.test(name))
      return { status: statusCode, headers: kept.flat(), body: answer }
    } catch (error) {
      throw illnessOfError(error, 'write')
    }
  }

  /** Appended to what a web server in front has said already. */
  #headersFor({ raw }: FastifyRequest): string[] {
    const named = new Set(
      [raw.headers.connection ?? '']
        .join()
        .toLowerCase()
        .split(/\s*,\s*/),
    )
    const sent = pairsOf(raw.rawHeaders).filter(
      ([name]) =>
        !HOP_BY_HOP.test(name) &&
        !named.has(name.toLowerCase()) &&
        !/^x-forwarded-(?:for|proto)$/i.test(name),
    )
    const before = raw.headers['x-forwarded-for']
    const from = [before, raw.socket.remoteAddress].flat().filter(Boolean).join(', ')
    return [...sent.flat(), 'X-Forwarded-For', from, 'X-Forwarded-Proto', this.#protocol]
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** When an answer comes first, what was not sent yet is destroyed; the browser's connection has to last. */
function flowing(request: IncomingMessage): Readable {
  return request.pipe(new PassThrough())
}

function pairsOf(flat: readonly string[]): [name: string, value: string][] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []))
}
