import type { IncomingHttpHeaders } from 'node:http'
import type { onRequestHookHandler } from 'fastify'
import { refuse } from './answer.ts'
import { sendEnvelope } from './send.ts'

const LARGE = 1024 * 1024
/** With the largest call there may be, half a gigabyte. */
const MOST_AT_ONCE = 32

/**
 * A hook that holds large calls to a number at a time. They are read into memory before anybody is asked who they are;
 * without it a few hundred connections would be enough to end the process. Ordinary calls are not counted.
 */
export function limitLargeCalls(): onRequestHookHandler {
  let underWay = 0
  return ({ headers }, reply, next) => {
    if (!mayBeLarge(headers)) return next()
    if (underWay >= MOST_AT_ONCE) {
      const message = 'Too many large calls are being made at this moment. Send it again in a second.'
      sendEnvelope(reply.header('retry-after', '1'), refuse('ERR-CONDUIT-CORE', 'server', message, 503))
      return
    }
    underWay += 1
    reply.raw.once('close', () => {
      underWay -= 1
    })
    next()
  }
}

/** Also one that does not say its length, or is packed. */
function mayBeLarge(headers: IncomingHttpHeaders): boolean {
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined) return true
  return Number(headers['content-length'] ?? 0) > LARGE
}
