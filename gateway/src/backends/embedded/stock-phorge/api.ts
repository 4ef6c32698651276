import { unauthenticatedMethods, writes } from '../../../access/methods.ts'
import { readCall } from '../../../conduit/read.ts'
import { endSessionsOf } from '../../../sessions/sessions.ts'
import type { Envelope } from '../../backend.ts'
import { type Caller, identify, type Refused } from './caller.ts'
import { sendDialog, sendFailure, sendJson } from './page.ts'
import { askForFactor } from './sign-in.ts'
import type { Visit } from './visit.ts'

/** `/api/<method>`, by any HTTP method: a GET writes too. */
export async function api(visit: Visit): Promise<unknown> {
  const { gateway, phorge, reply, request, visitor, fields } = visit
  if (visitor.session && phorge.isPartial(visitor.session)) return askForFactor(visit)
  if ([fields['api.token'], fields.access_token].some((token) => typeof token === 'object')) {
    return sendFailure(reply, 'A token has to be text.', visit.csrf)
  }
  const { method } = request.params as { method: string }
  // PHP reads the body of a POST and of nothing else.
  const body = request.method === 'POST' && Buffer.isBuffer(request.body) ? request.body : undefined
  const [, query = ''] = (request.raw.url ?? '').split(/\?(.*)/s)
  const read = await readCall(gateway, method, { query, body, contentType: contentTypeOf(visit) })
  if (fields.output === 'human') return sendSignInInstead(visit)
  if ('refusal' in read) return send(visit, read.refusal.envelope)

  const { params, typed, metadata } = read.request
  const call = (viewer: Caller['account'] | undefined) =>
    gateway.backend.call({ method, params, typed, viewer, signal: new AbortController().signal })
  if (unauthenticatedMethods.has(method)) return send(visit, await call(undefined))
  const caller = await identify(visit, method, metadata)
  if ('error_code' in caller) return send(visit, caller)
  if (phorge.outage === 'read-only' && writes(method)) return send(visit, readOnly)
  if (method === 'auth.logout') await logOut(visit, caller)
  return send(visit, await call(caller.account))
}

/** Phorge knows JSON by this very text, and takes it for a form as soon as a charset stands behind it. */
function contentTypeOf({ request }: Visit): string | undefined {
  const type = request.headers['content-type']
  return type?.startsWith('application/json;') ? 'application/x-www-form-urlencoded' : type
}

/** Programs look for the words "read-only mode". */
const readOnly: Refused = {
  result: null,
  error_code: 'ERR-CONDUIT-CORE',
  error_info: 'Nothing can be written: this server is in read-only mode.',
}

async function logOut({ gateway, phorge }: Visit, { account, accessToken }: Caller): Promise<void> {
  await endSessionsOf(gateway, account.phid)
  if (accessToken !== undefined) phorge.applications.endToken(accessToken)
}

function send({ reply }: Visit, envelope: Envelope): unknown {
  const { result, error_code, error_info } = inPhorgesLayout(envelope)
  return sendJson(reply.header('x-conduit-capabilities', 'gzip'), { result, error_code, error_info })
}

/** Phorge has no `reason`. What a policy refuses is told by the layout of its prose. */
function inPhorgesLayout(envelope: Envelope): Envelope {
  if (envelope.error_code === null || envelope.reason?.code !== 'permission') return envelope
  return { ...envelope, error_info: `[Not allowed] (Policy) ${envelope.error_info}` }
}

/** Its console has no page for whoever is not signed in in the browser; here it has none for anybody. */
function sendSignInInstead({ reply, csrf }: Visit): unknown {
  return sendDialog(reply, { title: 'Login', text: 'Sign in to see this.', csrf })
}
