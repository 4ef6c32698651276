import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { originOf } from '../../audit/security-log.ts'
import type { Gateway } from '../../gateway.ts'
import { Meter } from '../../limits/meter.ts'
import { networkOf } from '../../limits/network.ts'
import { PAGES } from '../../pages/paths.ts'
import { type Label, report } from './report.ts'

const PATH = '/tokens/reported'
const LARGEST_REPORT = 256 * 1024
const MOST_TOKENS = 100
const MINUTE = 60
/** From one network. */
const REPORTS_PER_MINUTE = 60

const found = z.object({
  token: z.string().min(1).max(1000),
  url: z
    .string()
    .max(4000)
    .nullish()
    .transform((url) => url ?? undefined),
  source: z
    .string()
    .max(200)
    .nullish()
    .transform((source) => source ?? undefined),
})
const reported = z.union([z.array(found).max(MOST_TOKENS), found.transform((one) => [one])])

/**
 * `POST /tokens/reported`: where secret scanners tell of tokens that they found, as GitHub's partner programme does. It
 * takes no credential: what it does, whoever has the token can do anyway.
 */
export function reportedTokenRoutes(gateway: Gateway): FastifyPluginAsync {
  return async (server) => {
    const reports = new Meter(gateway.now, MINUTE)
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', { parseAs: 'string', bodyLimit: LARGEST_REPORT }, readJson)
    server.setErrorHandler((error: FastifyError, request, reply) => {
      const { statusCode = 500 } = error
      if (statusCode >= 500) request.log.error({ err: error }, 'a report of tokens failed')
      const message = statusCode < 500 ? error.message : 'The server failed. Its log says why.'
      return reply.code(statusCode).send({ error: message })
    })
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { passes, wait } = reports.take(networkOf(request.ip), REPORTS_PER_MINUTE)
      if (!passes) {
        return reply
          .code(429)
          .header('retry-after', wait)
          .send({ error: 'Too many reports from this address.' })
      }
      const { data } = reported.safeParse(request.body)
      if (!data) {
        const error = `Send a JSON list of at most ${MOST_TOKENS} objects with "token", and "url" and "source" where they are known.`
        return reply.code(400).send({ error })
      }
      const labels: Label[] = []
      for (const one of data) labels.push(await report(gateway, one, originOf(request)))
      return reply.header('cache-control', 'no-store').send(labels)
    }
    // Before a Phorge a web server sends `/gateway/` here anyway.
    for (const url of [PATH, `${PAGES}${PATH}`]) server.post(url, handler)
  }
}

/** Whatever it is called: scanners do not all name JSON. What cannot be read is refused with what was expected. */
async function readJson(_request: FastifyRequest, body: string | Buffer): Promise<unknown> {
  try {
    return JSON.parse(String(body))
  } catch {
    return undefined
  }
}
