import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Listening, listening } from '../oauth/listening.ts'

export interface SignedInPhorge extends Listening {
  /** Paths in the order in which they were asked for. */
  readonly paths: string[]
  readonly bodies: string[]
  /** Somebody signs in in the browser: from now on its cookies are theirs. */
  signIn(userName: string): void
  signOut(): void
  /** What the browser sends along. */
  cookie(): string
  /** No token that was handed out so far is taken any more, as hours later. */
  expireTokens(): void
  /** Answers instead of the server, to show faults. */
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
}

const refusals = {
  session: { error_code: 'ERR-INVALID-SESSION', error_info: 'There is no session.' },
  csrf: {
    error_code: 'ERR-CONDUIT-CORE',
    error_info: 'This call wants to save something.\nIt was a Web request.\nIt had an invalid CSRF token.',
  },
}

/** Sessions of a stock Phorge as they behave on the wire: cookie, `/login/refresh/`, the check against forged calls. */
export async function signedInPhorge(): Promise<SignedInPhorge> {
  const sessions = new Map<string, { userName: string; tokens: Set<string> }>()
  let cookie = 'phsid=anonymous'
  const phorge: SignedInPhorge = {
    ...(await listening(() => async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const path = request.url ?? ''
      phorge.paths.push(path)
      phorge.bodies.push(body)
      if (phorge.fault?.(request, response)) return
      const session = sessions.get(/phsid=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? '')
      if (path === '/') return homePage(cookie, response)
      if (path === '/login/refresh/')
        return session ? refresh(session.tokens, response) : signInPage(response)
      const token = String(request.headers['x-phabricator-csrf'])
      const result = {
        userName: session?.userName,
        phid: 'PHID-USER-1',
        realName: 'Rachel',
        roles: [],
        image: '',
        uri: '',
      }
      response.setHeader('content-type', 'application/json')
      if (!session) return void response.end(JSON.stringify({ result: null, ...refusals.session }))
      if (!session.tokens.has(token))
        return void response.end(JSON.stringify({ result: null, ...refusals.csrf }))
      response.end(JSON.stringify({ result, error_code: null, error_info: null }))
    })),
    paths: [],
    bodies: [],
    fault: undefined,
    cookie: () => cookie,
    signIn(userName) {
      const phsid = randomUUID()
      sessions.set(phsid, { userName, tokens: new Set() })
      cookie = `phsid=${phsid}; phusr=${userName}`
    },
    signOut: () => sessions.clear(),
    expireTokens: () => {
      for (const { tokens } of sessions.values()) tokens.clear()
    },
  }
  return phorge
}

function refresh(tokens: Set<string>, response: ServerResponse): void {
  const token = `B@${randomUUID().replaceAll('-', '').slice(0, 24)}`
  tokens.add(token)
  response
    .writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' })
    .end(`for (;;);${JSON.stringify({ error: null, payload: { token } })}`)
}

/** Gives a real browser its cookies, as the sign-in would have. */
function homePage(cookie: string, response: ServerResponse): void {
  const lines = cookie.split('; ').map((pair) => `${pair}; path=/; HttpOnly`)
  response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': lines }).end('<title>Phorge</title>')
}

function signInPage(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end('<title>Login</title>')
}
