import type { StepUp } from '../oauth/authorize.ts'
import { isScope, parseScopes, union } from '../oauth/scope-list.ts'
import { badRequest, methodNotAllowed, redirect } from './responses.ts'
import { onCanonicalLoopback } from './same-origin.ts'
import { failed, type Site } from './site.ts'

/** Sends the browser to the server and remembers what has to be known when it comes back. */
export async function start<User>(site: Site<User>, request: Request): Promise<Response> {
  if (request.method !== 'GET') return methodNotAllowed('GET')
  const elsewhere = onCanonicalLoopback(request, site.origin)
  if (elsewhere) return redirect(elsewhere)
  const query = new URL(request.url).searchParams
  const returnTo = site.returnTo(query.get('return_to'))
  const wanted = parseScopes(query.get('scope') ?? '')
  if (!wanted.every(isScope)) return badRequest('What is asked for is not a list of scopes.')
  const stepUp = stepUpIn(query)
  if (!stepUp) return badRequest('What is asked for is no proof that a server knows.')
  try {
    const granted = await grantedTo(site, request)
    const scopes = granted && wanted.length > 0 ? wanted : union(site.client.scopes, wanted)
    const { url, ...pending } = await site.client.authorize({ scopes, granted, ...stepUp })
    return redirect(url, [await site.flows.remember({ ...pending, returnTo })])
  } catch (error) {
    return failed(site, error, returnTo)
  }
}

/** `undefined` when it cannot be what a server asked for. */
function stepUpIn(query: URLSearchParams): StepUp | undefined {
  const acrValues = (query.get('acr_values') ?? '').split(' ').filter(Boolean)
  const maxAge = query.get('max_age')
  if (!acrValues.every((value) => /^[\x21-\x7e]{1,200}$/.test(value))) return undefined
  if (maxAge !== null && !/^\d{1,9}$/.test(maxAge)) return undefined
  return { acrValues, maxAge: maxAge === null ? undefined : Number(maxAge) }
}

/** `undefined` when nobody is signed in. Somebody signed in where there are no scopes has been granted none. */
async function grantedTo<User>({ sessions, store }: Site<User>, request: Request) {
  const session = await sessions.read(request)
  const token = session && (await store.get(session.key))
  return token && (token.scopes ?? [])
}
