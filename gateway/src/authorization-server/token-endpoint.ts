import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Application, findApplication } from '../applications/applications.ts'
import type { Gateway } from '../gateway.ts'
import { normalizeResource } from './authorization-endpoint.ts'
import type { FailureLimit } from './failure-limit.ts'
import { forward, type Library } from './forward.ts'

/** A path of the library's that programs post forms to. */
export type ProgramPath = '/oauthserver/token' | '/oauthserver/revoke' | '/oauthserver/introspect'

interface ProgramEndpoint {
  readonly gateway: Gateway
  readonly library: Library
  readonly limit: FailureLimit
  readonly path: ProgramPath
}

/** `/oauthserver/token/`, `/oauthserver/revoke/` and `/oauthserver/introspect/`. */
export function programEndpoint({ gateway, library, limit, path }: ProgramEndpoint) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (request.method === 'OPTIONS') {
      return forward(gateway, library, request, reply, { method: 'OPTIONS', path })
    }
    const wait = limit.wait(request.ip)
    if (wait > 0) {
      return refuse(reply.header('retry-after', wait), 429, 'slow_down', 'Too many wrong client secrets.')
    }
    const form = formOf(gateway, request)
    if (!form) return refuse(reply, 400, 'invalid_request', 'Send the parameters as a form.')
    const clientId = form.get('client_id') ?? basicUser(request)
    const application = clientId ? await findApplication(gateway, clientId) : undefined
    if (request.method === 'GET' && !mayUseGet(application, path)) {
      return refuse(reply.header('allow', 'POST'), 405, 'invalid_request', 'Send the parameters by POST.')
    }
    if (application?.disabled) {
      const status = request.headers.authorization && !application.phorgeCompatible ? 401 : 400
      return refuse(reply, status, 'invalid_client', 'An administrator has disabled this application.')
    }
    if (application?.phorgeCompatible && path === '/oauthserver/token' && !isGrantType(form)) {
      return refuse(
        reply,
        400,
        'unsupported_grant_type',
        'The grant types are authorization_code and refresh_token.',
      )
    }
    const scope = form.get('scope')
    if (scope !== null)
      setOrDelete(
        form,
        'scope',
        scope
          .split(/[\s,]+/)
          .filter(Boolean)
          .join(' '),
      )
    normalizeResource(gateway, form)
    return forward(gateway, library, request, reply, { method: 'POST', path, form })
  }
}

/** The parameters: of the query of a GET, or of a form. `undefined` for a body of another kind. */
function formOf(gateway: Gateway, request: FastifyRequest): URLSearchParams | undefined {
  if (request.method === 'GET') return new URL(request.url, gateway.config.publicUrl).searchParams
  if (request.body === undefined) return request.headers['content-type'] ? undefined : new URLSearchParams()
  return typeof request.body === 'string' ? new URLSearchParams(request.body) : undefined
}

/** Phorge takes a GET with the secret in the query. Proxies log it, so it is for applications written for that. */
function mayUseGet(application: Application | undefined, path: ProgramPath): boolean {
  return path === '/oauthserver/token' && application?.phorgeCompatible === true
}

function isGrantType(form: URLSearchParams): boolean {
  const grantType = form.get('grant_type')
  return grantType === 'authorization_code' || grantType === 'refresh_token'
}

/** The client ID that the `Authorization` header claims; the library checks it. */
function basicUser({ headers }: FastifyRequest): string | undefined {
  const [, credentials] = /^Basic ([\w+/=-]+)$/i.exec(headers.authorization ?? '') ?? []
  const [user] = Buffer.from(credentials ?? '', 'base64')
    .toString()
    .split(':')
  try {
    return user && decodeURIComponent(user.replaceAll('+', '%20'))
  } catch {
    return undefined
  }
}

function setOrDelete(form: URLSearchParams, name: string, value: string): void {
  if (value) form.set(name, value)
  else form.delete(name)
}

/** RFC 6749, section 5.2. */
export function refuse(
  reply: FastifyReply,
  status: number,
  error: string,
  description: string,
): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ error, error_description: description })
}
