import { decide, type Refusal } from '../access/decide.ts'
import { type DenyList, writes } from '../access/methods.ts'
import { type Call, requiredScopes } from '../access/requirements.ts'
import { isEverywhere, rangesContain } from '../addresses/ranges.ts'
import { isOriginAllowed } from '../applications/origins.ts'
import type { Account } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { missingStepUp, type StepUp } from '../second-factor/step-up.ts'
import { type Answer, deny, type Reason, refuse } from './answer.ts'
import { authenticate, type Caller } from './authenticate.ts'
import type { Credential } from './credential.ts'
import { objectionOfToken } from './token-limits.ts'

export interface Petition extends Call {
  readonly credential: Credential
  readonly httpMethod: string
  /** Of the page that makes the call, when a browser makes it. */
  readonly origin: string | undefined
  /** IP address that the call comes from. */
  readonly address: string
}

export type Permission =
  | { readonly caller: Caller; readonly viewer: Account }
  | { readonly caller: Caller | undefined; readonly refusal: Answer }

export interface Objection extends Partial<Refusal> {
  readonly errorCode: 'ERR-INVALID-SESSION' | 'ERR-INVALID-AUTH' | 'ERR-OAUTH-ACCESS'
  readonly code: Reason['code']
  readonly message: string
  readonly stepUp?: StepUp
}

/** Who is it, and may they? The account comes last, as in Phorge. */
export async function permit(gateway: Gateway, denied: DenyList, petition: Petition): Promise<Permission> {
  const { credential } = petition
  const authentication = await authenticate(gateway, credential)
  if ('refused' in authentication) {
    const { refused: code, message } = authentication
    return denial(gateway, petition, { errorCode: errorCodeOf(credential), code, message }, undefined)
  }
  const { caller } = authentication
  if (caller.kind === 'api-token') {
    const objection = objectionOfToken(caller.token, petition, gateway.now())
    if (objection) return denial(gateway, petition, objection, caller)
  }
  if (caller.kind === 'application') {
    const objection = objectionTo(gateway, denied, petition, caller)
    if (objection) return denial(gateway, petition, objection, caller)
    // Phorge writes on GET too. Its old scripts with API tokens may rely on that; no OAuth client has to, and a GET is
    // what proxies repeat, browsers fetch ahead, and logs keep whole.
    if (petition.httpMethod !== 'POST' && writes(petition.method)) {
      const message = `${petition.method} changes things: send it by POST.`
      const status = isBearer(credential) ? 405 : 200
      return { caller, refusal: refuse('ERR-CONDUIT-CORE', 'validation', message, status) }
    }
  }
  const stepUp = await missingStepUp(gateway, petition, {
    userPhid: caller.account?.phid,
    provedAt: caller.kind === 'application' ? caller.token.provedAt : undefined,
  })
  if (stepUp) return denial(gateway, petition, secondFactorMissing(petition.method, caller, stepUp), caller)
  const { account: viewer } = caller
  if (viewer && !viewer.isDisabled) return { caller, viewer }
  const message = 'This account may not use the API.'
  const objection = { errorCode: 'ERR-INVALID-AUTH', code: 'account_disabled', message } as const
  return denial(gateway, petition, objection, caller)
}

function objectionTo(
  { config, now }: Gateway,
  denied: DenyList,
  { origin, address, ...call }: Petition,
  { rules, grant, token, application }: Extract<Caller, { kind: 'application' }>,
): Objection | undefined {
  if (!isEverywhere(application.addressRanges) && !rangesContain(application.addressRanges, address)) {
    const message = 'This application may not call from this address.'
    return { errorCode: 'ERR-OAUTH-ACCESS', code: 'application_address', message }
  }
  const decision = decide({ rules, grant: grant.scopes, token, call, deny: denied, now: now() })
  if (!decision.allowed) {
    const errorCode = decision.reason === 'token_expired' ? 'ERR-INVALID-AUTH' : 'ERR-OAUTH-ACCESS'
    return { ...decision, errorCode, code: decision.reason, message: explain(call.method, decision) }
  }
  if (origin === undefined || origin === new URL(config.publicUrl).origin) return undefined
  if (isOriginAllowed(application, origin)) return undefined
  const message = 'Pages of this origin may not use a token of this application.'
  return { errorCode: 'ERR-OAUTH-ACCESS', code: 'origin_not_allowed', message }
}

function denial(
  gateway: Gateway,
  petition: Petition,
  objection: Objection,
  caller: Caller | undefined,
): Permission {
  const {
    errorCode,
    code,
    message,
    needed = requiredScopes(petition),
    granted = [],
    missing = [],
    stepUp,
  } = objection
  const { publicUrl } = gateway.config
  const bearer = isBearer(petition.credential)
  return {
    caller,
    refusal: deny({
      errorCode,
      message,
      reason: { code, needed, granted, missing, ...stepUp },
      bearer,
      publicUrl,
    }),
  }
}

function secondFactorMissing(method: string, caller: Caller, stepUp: StepUp): Objection {
  const message =
    caller.kind === 'application'
      ? `${method} takes a second factor, shown within the last ${stepUp.maxAge} seconds. Send the user to the authorization server again, with acr_values.`
      : `${method} takes a second factor, and an API token brings none. Call it by an application that you sign in to.`
  return { errorCode: 'ERR-OAUTH-ACCESS', code: 'insufficient_user_authentication', message, stepUp }
}

function errorCodeOf(credential: Credential): 'ERR-INVALID-SESSION' | 'ERR-INVALID-AUTH' {
  if (credential.kind === 'none') return 'ERR-INVALID-SESSION'
  return credential.kind === 'unusable' ? credential.errorCode : 'ERR-INVALID-AUTH'
}

function isBearer(credential: Credential): boolean {
  return credential.kind !== 'none' && credential.bearer
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
