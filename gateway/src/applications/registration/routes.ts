import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type DenyList, denyList } from '../../access/methods.ts'
import { originOf } from '../../audit/security-log.ts'
import { OAuthRefusal } from '../../authorization-server/oauth-refusal.ts'
import { Unavailable } from '../../backends/backend.ts'
import type { Gateway } from '../../gateway.ts'
import { rateLimit, rateLimitPolicy } from '../../limits/standing.ts'
import { paths } from '../../pages/paths.ts'
import { findApplication } from '../applications.ts'
import { LONGEST_OVERLAP, resetSecret } from '../reset-secret.ts'
import { searchApplications } from '../search.ts'
import { currentTerms } from '../terms.ts'
import { registrantOf } from './caller.ts'
import { described, registered } from './described.ts'
import type { Sent } from './metadata.ts'
import { proposeAsSent } from './propose.ts'

const LARGEST_BODY = 64 * 1024

/** How programs propose applications: `/oauth2/client`, as in MediaWiki, and RFC 7591 at `/oauthserver/register/`. */
export function registrationRoutes(gateway: Gateway): FastifyPluginAsync {
  const denied = denyList(gateway.config.denyMethods)
  return async (server) => {
    acceptBodies(server)
    answerErrors(server, gateway)
    server.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      limitAddress(gateway, request, reply)
    })
    clientRoutes(server, gateway, denied)
    for (const url of ['/oauthserver/register', '/oauthserver/register/']) {
      server.post(url, async (request, reply) => register(gateway, denied, request, reply))
    }
  }
}

function clientRoutes(server: FastifyInstance, gateway: Gateway, denied: DenyList): void {
  server.get('/oauth2/client/terms', async () => {
    const terms = await currentTerms(gateway)
    const uri = `${gateway.config.publicUrl}${paths.terms}`
    return { version: terms?.version ?? null, text: terms?.text ?? null, uri }
  })
  server.get('/oauth2/client', async (request) => {
    const { author } = await registrantOf(gateway, denied, request, 'application.search')
    return ownApplications(gateway, author.phid, request.query as Sent)
  })
  server.post('/oauth2/client', async (request, reply) => {
    const { author, isUnlimited } = await registrantOf(gateway, denied, request, 'application.propose')
    const describe: Parameters<typeof proposeAsSent>[0]['describe'] = (application, clientSecret) => ({
      ...described(application),
      ...(clientSecret && { client_secret: clientSecret }),
    })
    return proposeAsSent(
      { gateway, sent: sentIn(request), author, mayBeOwnerOnly: isUnlimited, describe },
      reply,
    )
  })
  server.post('/oauth2/client/:clientId/reset_secret', async (request, reply) => {
    const { author, isUnlimited } = await registrantOf(gateway, denied, request, 'application.edit')
    const { clientId } = request.params as { clientId: string }
    if (!isUnlimited) await keepOwnerOnly(gateway, clientId)
    const { overlap_minutes: overlap = 0, reason } = sentIn(request)
    const overlapMinutes = minutesOf(overlap)
    const given = typeof reason === 'string' ? reason : undefined
    const reset = await resetSecret(gateway, clientId, { overlapMinutes, reason: given }, author)
    if ('refused' in reset) {
      const { code, message } = reset.refused
      // Whether somebody else's application exists is nobody's business.
      const status = code === 'not_found' || code === 'forbidden' ? 404 : code === 'stale' ? 409 : 400
      const error = status === 404 ? 'not_found' : 'invalid_request'
      throw new OAuthRefusal(status, error, status === 404 ? 'You have no such application.' : message)
    }
    const { application, clientSecret } = reset
    return reply.send({
      client_id: clientId,
      client_secret: clientSecret,
      client_secret_expires_at: 0,
      old_secret_expires_at: application.oldSecretUntil ?? gateway.now(),
    })
  })
}

/** With its secret an owner-only application acts as its owner: no token gets at it that could do less. */
async function keepOwnerOnly(gateway: Gateway, clientId: string): Promise<void> {
  const application = await findApplication(gateway, clientId)
  if (!application?.ownerOnly) return
  const description = 'The secret of an owner-only application needs an API token that may do everything.'
  throw new OAuthRefusal(403, 'access_denied', description)
}

/** RFC 7591, section 3: with a token, or, where the settings allow it, without. */
async function register(
  gateway: Gateway,
  denied: DenyList,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isAnonymous = gateway.config.openRegistration && request.headers.authorization === undefined
  const { author, isUnlimited } = isAnonymous
    ? { author: { phid: undefined, ...originOf(request) }, isUnlimited: true }
    : await registrantOf(gateway, denied, request, 'application.propose')
  const registration = {
    gateway,
    sent: sentIn(request),
    author,
    mayBeOwnerOnly: isUnlimited,
    describe: registered,
  }
  return proposeAsSent(registration, reply)
}

async function ownApplications(gateway: Gateway, phid: string, query: Sent) {
  const limit = Math.min(100, wholeNumber(query.limit) ?? 25)
  const viewer = { phid, isAdministrator: false }
  const found = await searchApplications(gateway, {
    viewer,
    after: wholeNumber(query.after),
    limit: limit + 1,
  })
  const clients = found.slice(0, limit)
  return {
    clients: clients.map(described),
    after: found.length > limit ? (clients.at(-1)?.id ?? null) : null,
  }
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value) ? Number(value) : undefined
}

function minutesOf(value: unknown): number {
  const minutes = typeof value === 'string' && value !== '' ? Number(value) : value
  if (typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 0 && minutes <= LONGEST_OVERLAP)
    return minutes
  const description = `overlap_minutes: a whole number from 0 to ${LONGEST_OVERLAP}.`
  throw new OAuthRefusal(400, 'invalid_request', description)
}

function sentIn({ body }: FastifyRequest): Sent {
  if (body === undefined || body === null) return {}
  if (typeof body === 'object' && !Array.isArray(body)) return body as Sent
  throw new OAuthRefusal(400, 'invalid_client_metadata', 'Send a JSON object or a form.')
}

function acceptBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: LARGEST_BODY },
    server.getDefaultJsonParser('error', 'remove'),
  )
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST_BODY },
    async (_request: FastifyRequest, body: string) => fieldsOf(new URLSearchParams(body)),
  )
}

/** `scopes[]`, as PHP's clients send lists, is `scopes`. */
function fieldsOf(form: URLSearchParams): Sent {
  const names = new Set([...form.keys()])
  return Object.fromEntries(
    [...names].map((name) => {
      const values = form.getAll(name)
      return [name.replace(/\[\d*\]$/, ''), values.length > 1 || name.endsWith(']') ? values : values[0]]
    }),
  )
}

function limitAddress(gateway: Gateway, request: FastifyRequest, reply: FastifyReply): void {
  const standing = gateway.limits.ofAddress(request.ip)
  if (!standing) return
  reply.headers({ 'ratelimit-policy': rateLimitPolicy(standing), ratelimit: rateLimit(standing) })
  if (standing.passes) return
  const headers = { 'retry-after': String(standing.wait) }
  throw new OAuthRefusal(429, 'slow_down', 'Too many requests from this address.', headers)
}

function answerErrors(server: FastifyInstance, gateway: Gateway): void {
  server.setErrorHandler(async (error: FastifyError | OAuthRefusal, _request, reply) => {
    if (error instanceof OAuthRefusal) {
      return reply
        .code(error.statusCode)
        .headers(error.headers)
        .send({ error: error.error, error_description: error.message })
    }
    if (error instanceof Unavailable) {
      return reply
        .code(error.status)
        .send({ error: 'temporarily_unavailable', error_description: error.message })
    }
    const status = error.statusCode ?? 500
    if (status >= 500) gateway.log.error({ err: error }, 'a registration endpoint failed')
    return status >= 500
      ? reply.code(500).send({ error: 'server_error', error_description: 'Something went wrong here.' })
      : reply
          .code(status)
          .send({ error: 'invalid_client_metadata', error_description: 'The body cannot be read.' })
  })
}
