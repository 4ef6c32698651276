import { decide, type Refusal } from '../access/decide.ts'
import { type DenyList, unauthenticatedMethods, writes } from '../access/methods.ts'
import { requiredScopes } from '../access/requirements.ts'
import type { MethodDescription } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { endSessionsOf } from '../sessions/sessions.ts'
import { type Answer, deny, type Reason, refuse } from './answer.ts'
import { authenticate, type Caller } from './authenticate.ts'
import { type Credential, findCredential } from './credential.ts'
import { type DecodedRequest, decodeRequest, type RawRequest, UnreadableRequest } from './decode.ts'

export interface IncomingCall extends RawRequest {
  /** `GET` or `POST` */
  readonly httpMethod: string
  readonly method: string
  readonly authorization: string | undefined
  readonly origin: string | undefined
  readonly signal: AbortSignal
}

/**
 * Answers one call, in Phorge's order: does the method exist, does it have these parameters, who is it, may they. `used`
 * is told who made a call that went to the backend.
 */
export async function answerCall(
  gateway: Gateway,
  denied: DenyList,
  incoming: IncomingCall,
  used: (caller: Caller) => void,
): Promise<Answer> {
  const { method } = incoming
  let request: DecodedRequest
  try {
    request = decodeRequest(incoming)
  } catch (error) {
    if (error instanceof UnreadableRequest) return refuse('ERR-CONDUIT-CORE', 'validation', error.message)
    throw error
  }
  const description = (await gateway.backend.methods()).get(method)
  if (!description)
    return refuse('ERR-CONDUIT-CALL', 'method_unknown', `There is no Conduit method ${shown(method)}.`)
  const unknown = Object.keys(request.params).filter((name) => !Object.hasOwn(description.params, name))
  if (unknown.length > 0)
    return refuse('ERR-CONDUIT-CALL', 'validation', unknownParameters(method, description, unknown))
  if (request.output === 'human') {
    return refuse(
      'ERR-CONDUIT-CORE',
      'validation',
      'This server answers in JSON only: leave "output" out, or send "json".',
    )
  }

  const { params, typed } = request
  const { signal } = incoming
  if (unauthenticatedMethods.has(method)) {
    return ok(await gateway.backend.call({ method, params, typed, viewer: undefined, signal }))
  }

  const credential = findCredential(incoming.authorization, request.metadata)
  const permission = await permit(gateway, denied, incoming, request, credential)
  if ('refusal' in permission) return permission.refusal
  const { caller, viewer } = permission
  if (method === 'auth.logout') await logOut(gateway, caller, viewer.phid)
  const envelope = await gateway.backend.call({ method, params, typed, viewer, signal })
  used(caller)
  return ok(envelope)
}

async function permit(
  gateway: Gateway,
  denied: DenyList,
  { method, httpMethod, origin }: IncomingCall,
  { params }: DecodedRequest,
  credential: Credential,
) {
  const call = { method, params }
  const { publicUrl } = gateway.config
  const bearer = 'bearer' in credential && credential.bearer
  const say = (
    errorCode: 'ERR-INVALID-SESSION' | 'ERR-INVALID-AUTH' | 'ERR-OAUTH-ACCESS',
    code: Reason['code'],
    message: string,
    refused?: Refusal,
  ) => {
    const { needed, granted, missing } = refused ?? { needed: requiredScopes(call), granted: [], missing: [] }
    const reason: Reason = { code, needed, granted, missing }
    return { refusal: deny({ errorCode, message, reason, bearer, publicUrl }) }
  }

  const authentication = await authenticate(gateway, credential)
  if ('refused' in authentication) {
    const { refused, message } = authentication
    if (credential.kind === 'none') return say('ERR-INVALID-SESSION', refused, message)
    const errorCode = credential.kind === 'unusable' ? credential.errorCode : 'ERR-INVALID-AUTH'
    return say(errorCode, refused, message)
  }

  const { caller } = authentication
  if (caller.kind === 'application') {
    const decision = decide({ ...caller, grant: caller.grant.scopes, call, deny: denied, now: gateway.now() })
    if (!decision.allowed) {
      const errorCode = decision.reason === 'token_expired' ? 'ERR-INVALID-AUTH' : 'ERR-OAUTH-ACCESS'
      return say(errorCode, decision.reason, explain(method, decision), decision)
    }
    if (origin !== undefined && !isOwnOrigin(origin, publicUrl) && !caller.origins.includes(origin)) {
      const message = 'Pages of this origin may not use a token of this application.'
      return say('ERR-OAUTH-ACCESS', 'origin_not_allowed', message)
    }
    // Phorge writes on GET too. Its old scripts with API tokens may rely on that; no OAuth client has to, and a GET is
    // what proxies repeat, browsers fetch ahead, and logs keep whole.
    if (httpMethod !== 'POST' && writes(method)) {
      return {
        refusal: refuse(
          'ERR-CONDUIT-CORE',
          'validation',
          `${method} changes things: send it by POST.`,
          bearer ? 405 : 200,
        ),
      }
    }
  }
  const viewer = caller.account
  if (!viewer || viewer.isDisabled) {
    return say('ERR-INVALID-AUTH', 'account_disabled', 'This account may not use the API.')
  }
  return { caller, viewer }
}

/** As in Phorge: the person is signed out of every browser, and the access token that asked for it ends. */
async function logOut(gateway: Gateway, caller: Caller, userPhid: string): Promise<void> {
  await endSessionsOf(gateway, userPhid)
  if (caller.kind !== 'application') return
  await gateway.database.deleteFrom('access_tokens').where('digest', '=', caller.tokenDigest).execute()
}

function explain(method: string, { reason, missing }: Refusal): string {
  switch (reason) {
    case 'token_expired':
      return 'This access token has expired. Use the refresh token.'
    case 'scope_not_offered':
      return `This server lets no application call ${method}.`
    case 'scope_not_allowed':
      return `The administrator has not allowed this application: ${missing.join(' ')}.`
    case 'scope_not_granted':
      return `You have not granted this application: ${missing.join(' ')}.`
  }
}

function unknownParameters(
  method: string,
  { params }: MethodDescription,
  unknown: readonly string[],
): string {
  const known = Object.keys(params)
  const names = unknown.slice(0, 10).map(shown).join(', ')
  return `${method} has no parameter ${names}. It has: ${known.length > 0 ? known.join(', ') : 'none'}.`
}

/** Whoever mixes a name up with a value sends a secret: only what looks like a name is repeated. */
function shown(name: string): string {
  return /^[\w.-]{1,24}$/.test(name) ? `"${name}"` : 'of the name that was sent'
}

function isOwnOrigin(origin: string, publicUrl: string): boolean {
  return new URL(publicUrl).origin === origin
}

function ok(envelope: Answer['envelope']): Answer {
  return { status: 200, envelope }
}
