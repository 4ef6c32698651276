import type { FastifyReply, FastifyRequest } from 'fastify'
import { isEverywhere, rangesContain } from '../addresses/ranges.ts'
import { type Application, isUsable } from '../applications/application.ts'
import { findApplication } from '../applications/applications.ts'
import type { Gateway } from '../gateway.ts'
import type { FailureLimit } from './failure-limit.ts'
import { parametersOf } from './form-body.ts'
import { forward, type Library } from './forward.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { allowAsPhorgeDoes } from './phorge-face.ts'
import { normalizeResource } from './resource.ts'

/** A path of the library's that programs post forms to. */
export type ProgramPath = '/oauthserver/token' | '/oauthserver/revoke' | '/oauthserver/introspect'

interface ProgramEndpoint {
  readonly gateway: Gateway
  readonly library: Library
  readonly limit: FailureLimit
  readonly path: ProgramPath
}

/** `/oauthserver/token/`, `/oauthserver/revoke/` and `/oauthserver/introspect/`. @throws {OAuthRefusal} */
export function programEndpoint({ gateway, library, limit, path }: ProgramEndpoint) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (request.method === 'OPTIONS') {
      return forward(gateway, library, request, reply, { method: 'OPTIONS', path })
    }
    limit.check(request.ip)
    const form = parametersOf(request)
    const application = await claimedApplication(gateway, request, form)
    if (application && !isUsable(application)) throw unusable(application, request)
    if (application && path === '/oauthserver/token') checkAddress(application, request)
    allowAsPhorgeDoes(application, request, path, form)
    normalizeScope(form)
    normalizeResource(gateway, form)
    return forward(gateway, library, request, reply, { method: 'POST', path, form })
  }
}

/** The application that the request says it comes from. The library checks whether that is true. */
async function claimedApplication(
  gateway: Gateway,
  { headers }: FastifyRequest,
  form: URLSearchParams,
): Promise<Application | undefined> {
  const clientId = form.get('client_id') || basicUser(headers.authorization)
  return clientId ? findApplication(gateway, clientId) : undefined
}

function basicUser(authorization = ''): string | undefined {
  const [, credentials = ''] = /^Basic ([\w+/=-]+)$/i.exec(authorization) ?? []
  const [user] = Buffer.from(credentials, 'base64').toString().split(':')
  try {
    return user && decodeURIComponent(user.replaceAll('+', '%20'))
  } catch {
    return undefined
  }
}

function unusable({ stage, phorgeCompatible }: Application, { headers }: FastifyRequest): OAuthRefusal {
  const status = headers.authorization && !phorgeCompatible ? 401 : 400
  const why =
    stage === 'disabled' ? 'An administrator has disabled this application.' : `This application is ${stage}.`
  return new OAuthRefusal(status, 'invalid_client', why)
}

function checkAddress({ addressRanges }: Application, { ip }: FastifyRequest): void {
  if (isEverywhere(addressRanges) || rangesContain(addressRanges, ip)) return
  throw new OAuthRefusal(403, 'access_denied', 'This application may not come from this address.')
}

function normalizeScope(form: URLSearchParams): void {
  const scopes = (form.get('scope') ?? '').split(/[\s,]+/).filter(Boolean)
  if (scopes.length > 0) form.set('scope', scopes.join(' '))
  else form.delete('scope')
}
