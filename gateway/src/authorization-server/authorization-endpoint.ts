import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatScopes } from '../access/scope.ts'
import { type Application, isUsable } from '../applications/application.ts'
import { findApplication } from '../applications/applications.ts'
import type { Gateway } from '../gateway.ts'
import { sendAnswer } from '../pages/answer.ts'
import { paths } from '../pages/paths.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { refusalPage, unusable } from './error-page.ts'
import { forward, type Library } from './forward.ts'
import { pageHeaders } from './page-headers.ts'
import { isRedirectUriAllowed } from './redirect-uri.ts'
import { BASE_SCOPE, normalizeResource, offeredScopes } from './resource.ts'
import { ACR_PARAMETER } from './second-factor-prompt.ts'

/**
 * What the library gets to see. RFC 6749, section 3.1: unknown parameters are ignored. Some that OpenID clients send by
 * habit (`nonce`, `max_age`) it would refuse. A second factor is always asked for anew, so `max_age` changes nothing.
 */
const KNOWN = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'resource',
  'request',
  'request_uri',
]

/** `/oauthserver/auth/`: makes of any client's request one that the library understands. */
export function authorizationEndpoint(gateway: Gateway, library: Library) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const received = new URL(request.url, gateway.config.publicUrl).searchParams
    const clientId = received.get('client_id')
    const application = clientId ? await findApplication(gateway, clientId) : undefined
    const session = await sessionOf(gateway, request)
    if (!application || !isUsable(application)) {
      const refusal = refusalPage(application ? unusable(application) : 'invalid_client')
      return sendAnswer(reply.headers(pageHeaders), refusal, session)
    }
    if (!session && isPlain(application, received)) {
      const begun = encodeURIComponent(`/oauthserver/auth/?${received}`)
      return sendAnswer(
        reply.headers(pageHeaders),
        { seeOther: `${paths.signIn}?return_to=${begun}` },
        session,
      )
    }
    const parameters = new URLSearchParams([...received].filter(([name]) => KNOWN.includes(name)))
    const acrValues = received.get('acr_values')
    if (acrValues) parameters.set(ACR_PARAMETER, acrValues)
    await normalizeScope(gateway, parameters)
    normalizePrompt(parameters)
    normalizeResource(gateway, parameters)
    return forward(gateway, library, request, reply, {
      method: 'GET',
      path: `/oauthserver/auth?${parameters}`,
    })
  }
}

/**
 * A request that nothing is wrong with, as far as can be seen. When nobody is signed in it goes by way of the sign-in
 * page and begins after that: the library keeps a record of each authorization for an hour, and anybody could make it
 * keep millions. What is wrong it refuses without keeping anything.
 */
function isPlain(application: Application, received: URLSearchParams): boolean {
  const names = [...received.keys()]
  if (new Set(names).size < names.length) return false
  if (received.get('response_type') !== 'code' || names.some((name) => /^request(?:_uri)?$/.test(name)))
    return false
  if (/\bnone\b/.test(received.get('prompt') ?? '')) return false
  const redirectUri = received.get('redirect_uri')
  if (redirectUri === null) return application.redirectUris.length === 1
  return isRedirectUriAllowed(application, redirectUri)
}

async function normalizeScope(gateway: Gateway, parameters: URLSearchParams): Promise<void> {
  const scopes = await offeredScopes(gateway, parameters.getAll('scope').join(' '))
  parameters.set('scope', `${BASE_SCOPE} ${formatScopes(scopes)}`.trim())
}

/** Of OpenID's prompts two mean something here. The others are ignored, as Phorge ignores them all. */
function normalizePrompt(parameters: URLSearchParams): void {
  const prompts = (parameters.get('prompt') ?? '').split(' ')
  const known = prompts.filter((prompt) => prompt === 'none' || prompt === 'consent')
  if (known.length > 0) parameters.set('prompt', known.join(' '))
  else parameters.delete('prompt')
}
