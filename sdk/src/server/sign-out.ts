import { forbidden, methodNotAllowed, redirect } from './responses.ts'
import { isSameOrigin } from './same-origin.ts'
import { end, type Site } from './site.ts'

/** Ends the session of the browser. Only a page of this site may ask for it. */
export async function signOut<User>(site: Site<User>, request: Request): Promise<Response> {
  if (request.method !== 'POST') return methodNotAllowed('POST')
  if (!isSameOrigin(request, site.origin)) return forbidden('Only a page of this site can sign its user out.')
  const session = await site.sessions.read(request)
  if (session) await end(site, session.key)
  const returnTo = site.returnTo(new URL(request.url).searchParams.get('return_to'))
  return redirect(returnTo, [site.sessions.clear()])
}
