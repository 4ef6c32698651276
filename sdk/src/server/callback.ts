import { encodeBase64url } from './base64url.ts'
import type { Flow } from './flow.ts'
import { methodNotAllowed, redirect } from './responses.ts'
import { withOutcome } from './return-to.ts'
import { session } from './session.ts'
import { end, failed, forget, type Site } from './site.ts'

/** Takes the server's answer, starts a session and sends the browser on. */
export async function callback<User>(site: Site<User>, request: Request): Promise<Response> {
  if (request.method !== 'GET') return methodNotAllowed('GET')
  const query = new URL(request.url).searchParams
  const flow = await site.flows.find(request, query.get('state'))
  if (!flow) return withoutFlow(site, request)
  const forgetFlow = site.flows.forget(flow.state)
  try {
    return redirect(flow.returnTo, [forgetFlow, await startSession(site, request, query, flow)])
  } catch (error) {
    return failed(site, error, flow.returnTo, [forgetFlow])
  }
}

/** The back button leads here too: who is signed in by now has nothing to be told. */
async function withoutFlow<User>(site: Site<User>, request: Request): Promise<Response> {
  return redirect((await session(site, request)) ? '/' : withOutcome('/', site.origin, 'expired'))
}

/**
 * The cookie of a new session. The browser's former session ends, so that a key which somebody planted or saw is worth
 * nothing afterwards. Its tokens are not revoked: that can end the whole grant, and with it the new ones.
 */
async function startSession<User>(
  site: Site<User>,
  request: Request,
  query: URLSearchParams,
  flow: Flow,
): Promise<string> {
  const token = await site.client.exchange(query, flow)
  const key = encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))
  await site.store.set(key, token)
  try {
    const user = await site.onSignedIn?.({ key, credential: site.credential(key, flow.returnTo) })
    const cookie = await site.sessions.write({ key, user })
    const former = await site.sessions.read(request)
    if (former) await forget(site, former.key)
    return cookie
  } catch (error) {
    await end(site, key)
    throw error
  }
}
