import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Listening, listening } from './listening.ts'

export const phorgeRegistration = {
  clientId: 'PHID-OASC-n5fvk4z2ojk5ojqk6q4o',
  clientSecret: 'bw3rjq7pcl2yxk5mzt6dn4hv8gs9ea1f',
}

export interface PhorgeServer extends Listening {
  decision: 'approve' | 'decline'
  /** Prototype applications are off when Phorge is installed. */
  oauthServerEnabled: boolean
  /** Bodies of the token endpoint's requests. */
  readonly tokenRequests: URLSearchParams[]
  readonly authorizeRequests: URLSearchParams[]
}

const code = 'k2nqx7b4fdw3ztmy6hvp5scrj8ga9le1'

/** Answers as Phorge's OAuth server does (master, August 2026), in other words. */
export async function phorgeServer(): Promise<PhorgeServer> {
  const server: PhorgeServer = {
    ...(await listening(() => (request, response) => answer(server, request, response))),
    decision: 'approve',
    oauthServerEnabled: true,
    tokenRequests: [],
    authorizeRequests: [],
  }
  return server
}

async function answer(
  server: PhorgeServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', server.url)
  const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString())
  if (url.pathname === '/oauthserver/auth/') return authorize(server, url, response)
  if (url.pathname === '/oauthserver/token/') return token(server, body, response)
  if (url.pathname === '/oauthserver/token') return page(response, 500, 'Something went wrong')
  // What is not there looks like a login page to somebody who is signed out.
  return page(response, 200, 'Sign in')
}

/** The real one shows a page with a link; its address is what matters. */
function authorize(server: PhorgeServer, url: URL, response: ServerResponse): void {
  server.authorizeRequests.push(url.searchParams)
  const target = new URL(url.searchParams.get('redirect_uri') ?? '')
  if (server.decision === 'decline') {
    target.searchParams.set('error', 'access_denied')
    target.searchParams.set('error_description', 'The person said no.')
  } else {
    target.searchParams.set('code', code)
    target.searchParams.set('state', url.searchParams.get('state') ?? '')
  }
  response.writeHead(302, { location: target.href }).end()
}

function token(server: PhorgeServer, body: URLSearchParams, response: ServerResponse) {
  if (!server.oauthServerEnabled) return page(response, 500, 'Something went wrong')
  server.tokenRequests.push(body)
  if (body.get('grant_type') !== 'authorization_code')
    return refuse(response, 'unsupported_grant_type', 'Not this one.')
  if (!body.get('redirect_uri')) return refuse(response, 'invalid_grant', 'The redirect address differs.')
  if (body.get('client_secret') !== phorgeRegistration.clientSecret || body.get('code') !== code) {
    return refuse(response, 'invalid_grant', `No such code as ${body.get('code')}.`)
  }
  json(response, 200, { access_token: 'q7mz4xkb2nwf6tdy5hvp3scrjgaleuoi', token_type: 'Bearer' })
}

function refuse(response: ServerResponse, error: string, description: string): void {
  json(response, 400, { error, error_description: description })
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function page(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' }).end(`<title>${title}</title>`)
}
