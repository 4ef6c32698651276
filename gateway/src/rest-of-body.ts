import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** Bytes and milliseconds: more of what nobody wants is not waited for. */
const LARGEST_REST = 512 * 1024 * 1024
const LONGEST_REST = 30_000

/**
 * A refusal goes out before the body has come in whole. Closing the connection then resets it under whoever still sends:
 * web servers in front say 502 in place of our answer. So the rest is read and thrown away.
 */
export function readRestOfBodies(server: FastifyInstance): void {
  server.addHook('onSend', ({ raw }, reply, _payload, done) => {
    if (!raw.complete) {
      reply.removeHeader('connection')
      readRest(raw)
    }
    done()
  })
}

export function readRest(body: IncomingMessage): void {
  if (body.complete || body.destroyed) return
  let length = 0
  const timer = setTimeout(() => body.destroy(), LONGEST_REST)
  body.once('close', () => clearTimeout(timer))
  body.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > LARGEST_REST) body.destroy()
  })
  // Whoever read of it before may have left it paused.
  body.resume()
}
