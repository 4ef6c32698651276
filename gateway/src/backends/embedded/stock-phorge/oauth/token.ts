import { sameSecret } from '../../../../secrets.ts'
import { sendFailure, sendJson } from '../page.ts'
import { textField, type Visit } from '../visit.ts'
import type { OAuthApplication } from './applications.ts'

interface Client {
  readonly clientId: string
  readonly clientSecret: string
}

interface Refusal {
  readonly error: 'invalid_request' | 'invalid_grant' | 'invalid_client' | 'unsupported_grant_type'
  readonly error_description: string
}

/**
 * `/oauthserver/token/`, by any method and with the parameters anywhere. Every refusal has status 400, that of a wrong
 * secret included, and descriptions repeat the code.
 */
export function token(visit: Visit): unknown {
  const { reply, csrf } = visit
  const client = clientOf(visit)
  if (client === 'contradictory') return sendFailure(reply, 'Two values of client_id were sent.', csrf)
  const answer = exchange(visit, client)
  return sendJson(reply.code('error' in answer ? 400 : 200), answer)
}

function exchange({ phorge, fields }: Visit, client: Client | undefined): Refusal | object {
  const secret = textField(fields, 'code')
  if (textField(fields, 'grant_type') !== 'authorization_code') {
    return refuse('unsupported_grant_type', 'The only grant_type is authorization_code.')
  }
  if (!secret) return refuse('invalid_request', 'The parameter code is missing.')
  if (!client) return refuse('invalid_request', 'The parameter client_id is missing.')
  const application = phorge.applications.find(client.clientId)
  if (!application) return refuse('invalid_client', `There is no client ${client.clientId}.`)
  if (application.disabled) return refuse('invalid_client', `"${application.name}" is disabled.`)
  const code = phorge.applications.findCode(secret)
  if (!code) return refuse('invalid_grant', `The authorization code ${secret} was not found.`)
  if (code.redirectUri !== textField(fields, 'redirect_uri')) {
    return refuse('invalid_grant', 'redirect_uri is not the one that the code was made for.')
  }
  const isTheirs = code.clientId === application.clientId && knowsSecret(application, client)
  if (!isTheirs || phorge.applications.isExpired(code)) {
    return refuse('invalid_grant', `The authorization code ${secret} is invalid.`)
  }
  return { access_token: phorge.applications.redeem(secret, code), token_type: 'Bearer' }
}

/** A secret in the body makes it overlook the header, and then the client_id has to be there too. */
function clientOf({ request, fields }: Visit): Client | 'contradictory' | undefined {
  const clientId = textField(fields, 'client_id')
  const clientSecret = textField(fields, 'client_secret')
  const basic = basicOf(request.headers.authorization)
  if (basic && clientId && basic.clientId !== clientId) return 'contradictory'
  if (clientSecret) return clientId ? { clientId, clientSecret } : undefined
  return basic
}

function basicOf(authorization: string | undefined): Client | undefined {
  const [, encoded] = /^basic +(.+)$/i.exec(authorization ?? '') ?? []
  if (!encoded) return undefined
  const [clientId = '', clientSecret = ''] = Buffer.from(encoded, 'base64').toString().split(/:(.*)/s)
  return clientId && clientSecret ? { clientId, clientSecret } : undefined
}

function knowsSecret(application: OAuthApplication, { clientSecret }: Client): boolean {
  return sameSecret(application.clientSecret, clientSecret)
}

function refuse(error: Refusal['error'], error_description: string): Refusal {
  return { error, error_description }
}
