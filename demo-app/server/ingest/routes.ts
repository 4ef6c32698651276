import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { eventIdOf, toOccurrence } from '../errors/occurrence.ts'
import { sameSecret } from '../secrets.ts'
import type { Viewer } from '../viewer.ts'
import { decodeBody } from './content-encoding.ts'
import { BadReport, parseEnvelope, parseJson } from './envelope.ts'
import { readEvent } from './event.ts'

/** As sent, and unpacked; the largest event that Sentry itself takes is a megabyte. */
const limits = { body: 4 * 1024 * 1024, unpacked: 20 * 1024 * 1024, event: 1024 * 1024 }

type ReportRequest = FastifyRequest<{ Params: { project: string }; Body: Buffer | undefined }>

/**
 * Where `@sentry/node` and `@sentry/browser` report to, by the DSN `http://<public key>@host:port/<project>`. The key
 * tells reports from noise; it is in every page that reports and protects nothing.
 */
export function ingestRoutes({ config, errors, now, publicKey }: Viewer): FastifyPluginAsync {
  return async (server) => {
    // The plugin answers preflights of every path; those of the page's own routes are none of ours.
    server.addHook('onRequest', async (request, reply) => {
      if (!/^\/api\/\d+\//.test(request.url)) return reply.callNotFound()
    })
    await server.register(cors, {
      origin: '*',
      methods: ['POST'],
      allowedHeaders: ['Content-Type', 'Content-Encoding', 'X-Sentry-Auth', 'X-Requested-With'],
      exposedHeaders: ['X-Sentry-Error', 'X-Sentry-Rate-Limits', 'Retry-After'],
      maxAge: 3600,
    })
    await server.register(rateLimit, {
      max: config.eventsPerMinute,
      timeWindow: 60_000,
      errorResponseBuilder: (_request, context) => ({
        statusCode: context.statusCode,
        detail: `More than ${context.max} reports in a minute. Try again in ${context.after}.`,
      }),
    })
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

    server.setErrorHandler<Error & { statusCode?: number; detail?: string }>((error, request, reply) => {
      const status = error instanceof BadReport ? error.status : (error.statusCode ?? 500)
      if (status >= 500) request.log.error({ err: error }, 'a report could not be stored')
      const detail = status >= 500 ? 'The report could not be stored.' : (error.detail ?? error.message)
      return reply.code(status).header('x-sentry-error', detail).send({ detail })
    })

    server.addHook('onRequest', async (request, reply) => {
      if (request.method === 'OPTIONS' || sameSecret(publicKey, sentryKey(request) ?? '')) return
      const detail = 'The public key of the DSN is missing or not the one of this error viewer.'
      await reply.code(401).header('x-sentry-error', detail).send({ detail })
    })

    const options = { bodyLimit: limits.body }
    for (const slash of ['/', '']) {
      server.post(`/api/:project(^\\d{1,19}$)/envelope${slash}`, options, async (request) =>
        takeEnvelope(request as ReportRequest),
      )
      server.post(`/api/:project(^\\d{1,19}$)/store${slash}`, options, async (request) =>
        takeEvent(request as ReportRequest),
      )
    }

    async function takeEnvelope(request: ReportRequest): Promise<{ id?: string }> {
      const { header, items } = parseEnvelope(await bodyOf(request))
      const id = typeof header.event_id === 'string' ? eventIdOf({ event_id: header.event_id }) : undefined
      // Sessions, transactions, client reports and whatever else an SDK sends are none of our business.
      const events = items.filter((item) => item.type === 'event')
      const ids = events.map(({ payload }) => keep(payload, request.params.project, id))
      const answer = ids[0] ?? id
      return answer ? { id: answer } : {}
    }

    async function takeEvent(request: ReportRequest): Promise<{ id: string }> {
      return { id: keep(await bodyOf(request), request.params.project, undefined) }
    }

    function keep(payload: Buffer, project: string, envelopeId: string | undefined): string {
      if (payload.length > limits.event) throw new BadReport('The event is larger than a megabyte.', 413)
      const event = readEvent(parseJson(payload.toString('utf8')))
      if (!event) throw new BadReport('The event is not a JSON object.')
      const occurrence = toOccurrence({ event_id: envelopeId, ...event }, project, now())
      errors.record(occurrence)
      return occurrence.eventId
    }
  }
}

async function bodyOf({ body, headers }: ReportRequest): Promise<Buffer> {
  if (!body || body.length === 0) throw new BadReport('The report has no body.')
  return decodeBody(body, headers['content-encoding'], limits.unpacked)
}

/** In the query as the browser SDK sends it, or in `X-Sentry-Auth: Sentry sentry_key=…`. */
function sentryKey(request: FastifyRequest): string | undefined {
  const { sentry_key: inQuery } = request.query as Record<string, unknown>
  if (typeof inQuery === 'string') return inQuery
  const header = request.headers['x-sentry-auth']
  return typeof header === 'string' ? /\bsentry_key=([^,\s]+)/.exec(header)?.[1] : undefined
}
