import type { FastifyRequest } from 'fastify'
import type { Application } from '../applications/applications.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import type { ProgramPath } from './program-endpoint.ts'

/**
 * What Phorge's OAuth server takes and RFC 6749 does not. Applications written for that server may go on doing it;
 * others are told what is wrong.
 */
export function allowAsPhorgeDoes(
  application: Application | undefined,
  request: FastifyRequest,
  path: ProgramPath,
  form: URLSearchParams,
): void {
  const isTokenRequest = path === '/oauthserver/token'
  const isForgiven = isTokenRequest && application?.phorgeCompatible === true

  // With the secret in the query: every proxy on the way may log it.
  if (request.method === 'GET' && !isForgiven) {
    throw new OAuthRefusal(405, 'invalid_request', 'Send the parameters by POST.', { allow: 'POST' })
  }
  // What PHP's curl makes of an array.
  if (request.headers['content-type']?.startsWith('multipart/') && !isForgiven) {
    throw new OAuthRefusal(400, 'invalid_request', 'Send the form as application/x-www-form-urlencoded.')
  }
  // It looks at this before anything else, and has this name for a missing one too.
  if (isForgiven && !grantTypes.includes(form.get('grant_type') ?? '')) {
    throw new OAuthRefusal(400, 'unsupported_grant_type', `The grant types are ${grantTypes.join(' and ')}.`)
  }
}

const grantTypes = ['authorization_code', 'refresh_token']
