import type { ServerResponse } from 'node:http'
import { type Listening, listening } from '../oauth/listening.ts'

export interface RotatingServer extends Listening {
  /** Refresh tokens in the order in which they were redeemed. */
  readonly redeemed: string[]
}

/**
 * An authorization server that redeems every refresh token once, and slowly enough that a second attempt comes while
 * the first is under way. `files` are what else it serves.
 */
export async function rotatingServer(
  files: Record<string, readonly [type: string, text: string]>,
): Promise<RotatingServer> {
  const redeemed: string[] = []
  const answerJson = (response: ServerResponse, status: number, body: object) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body))
  const server = await listening((url) => async (request, response) => {
    const path = request.url ?? ''
    const file = files[path]
    if (file) return response.writeHead(200, { 'content-type': file[0] }).end(file[1])
    if (path === '/.well-known/oauth-authorization-server') {
      return answerJson(response, 200, {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        token_endpoint_auth_methods_supported: ['none'],
        response_types_supported: ['code'],
      })
    }
    if (path !== '/token') return response.writeHead(404).end()
    let body = ''
    for await (const chunk of request) body += chunk
    const refreshToken = new URLSearchParams(body).get('refresh_token') ?? ''
    if (redeemed.includes(refreshToken)) return answerJson(response, 400, { error: 'invalid_grant' })
    redeemed.push(refreshToken)
    await new Promise((resolve) => setTimeout(resolve, 50))
    return answerJson(response, 200, {
      access_token: `access-after-${refreshToken}`,
      refresh_token: `${refreshToken}+`,
      token_type: 'bearer',
      expires_in: 3600,
    })
  })
  return { ...server, redeemed }
}
