import type { Authorization, Credential } from './credentials/credential.ts'
import {
  type AuthenticationCode,
  AuthenticationError,
  type ConduitErrorDetails,
  type ConduitFailure,
  MethodUnknownError,
  NotFoundError,
  OutcomeUnknownError,
  PermissionError,
  RateLimitedError,
  ScopeError,
  type ScopeReason,
  SecondFactorError,
  ServerError,
  ValidationError,
} from './errors.ts'
import { redact } from './redact.ts'
import { scopesOf } from './scopes.ts'
import type { Envelope } from './wire.ts'

export interface RefusedCall {
  readonly method: string
  readonly params: object
  readonly credential: Credential | undefined
  readonly authorization: Authorization | undefined
  readonly secrets: readonly string[]
}

/** What a refusal means. A gateway says it by `reason`; of a stock Phorge there is only the code and the prose. */
export async function refusal(envelope: Envelope, call: RefusedCall): Promise<ConduitFailure> {
  const serverCode = redact(envelope.error_code ?? '', call.secrets)
  const prose = redact(envelope.error_info ?? '', call.secrets)
  const details: ConduitErrorDetails = { method: call.method, serverCode }
  const message = `${call.method} was refused: ${prose || serverCode}`
  const meaning = meaningOf(envelope, call, prose)
  switch (meaning) {
    case 'scope_not_offered':
    case 'scope_not_allowed':
    case 'scope_not_granted':
    case 'scope_not_in_token':
      return scopeError(meaning.slice('scope_'.length) as ScopeReason, envelope.reason, call, details)
    case 'second_factor':
      return secondFactorError(message, envelope.reason, call, details)
    case 'permission':
      return new PermissionError(message, details)
    case 'origin':
      return new PermissionError(message, {
        ...details,
        remedy: "Ask an administrator to register this page's origin for the application.",
      })
    case 'not_found':
      return new NotFoundError(message, details)
    case 'method_unknown':
      return new MethodUnknownError(message, details)
    case 'rate_limited':
      return new RateLimitedError(message, details)
    case 'server':
      return new ServerError(message, details)
    case 'key_in_use':
      return new OutcomeUnknownError(message, { ...details, isPending: true })
    case 'key_reused':
      return new ValidationError(message, {
        ...details,
        remedy: 'Give every write an `idempotencyKey` of its own, or leave it out: one is made then.',
      })
    case 'validation':
      return new ValidationError(message, details)
    default:
      return new AuthenticationError(meaning, message, details)
  }
}

type Meaning =
  | AuthenticationCode
  | `scope_${ScopeReason}`
  | 'second_factor'
  | 'permission'
  | 'origin'
  | 'not_found'
  | 'method_unknown'
  | 'rate_limited'
  | 'key_in_use'
  | 'key_reused'
  | 'server'
  | 'validation'

/** The reasons of phorge-conduit-gateway. */
const BY_REASON: Readonly<Record<string, Meaning>> = {
  scope_not_offered: 'scope_not_offered',
  scope_not_allowed: 'scope_not_allowed',
  scope_not_granted: 'scope_not_granted',
  insufficient_user_authentication: 'second_factor',
  token_missing: 'auth_missing',
  token_malformed: 'auth_malformed',
  token_unknown: 'auth_invalid',
  token_expired: 'auth_expired',
  token_revoked: 'auth_revoked',
  token_address: 'auth_address',
  application_address: 'auth_address',
  token_read_only: 'scope_not_in_token',
  token_scope: 'scope_not_in_token',
  account_disabled: 'auth_disabled',
  application_disabled: 'auth_disabled',
  origin_not_allowed: 'origin',
  method_unknown: 'method_unknown',
  rate_limited: 'rate_limited',
  idempotency_key_in_use: 'key_in_use',
  idempotency_key_reused: 'key_reused',
  not_found: 'not_found',
  permission: 'permission',
  validation: 'validation',
  server: 'server',
}

/** Phorge's codes that mean one thing. The frozen methods write theirs with underscores. */
const BY_CODE: Readonly<Record<string, Meaning>> = {
  'ERR-INVALID-SESSION': 'auth_missing',
  'ERR-INVALID-AUTH': 'auth_invalid',
  'ERR-OAUTH-ACCESS': 'scope_not_offered',
  'ERR-PERMISSIONS': 'permission',
  'ERR-INVALID-OBJECT-PHID': 'not_found',
  'ERR-BAD-TASK': 'not_found',
  'ERR-BAD-PHID': 'not_found',
  'ERR-BAD-ID': 'not_found',
}

function meaningOf(envelope: Envelope, call: RefusedCall, prose: string): Meaning {
  const code = (envelope.error_code ?? '').replaceAll('_', '-')
  const found = [BY_REASON[envelope.reason?.code ?? ''], BY_CODE[code]]
  // What every object has, such as `constructor`, is no meaning.
  const meaning = found.find((one) => typeof one === 'string')
  if (meaning) return meaning
  if (code === 'ERR-CONDUIT-CALL') return namesParameter(prose, call) ? 'validation' : 'method_unknown'
  if (code === 'ERR-CONDUIT-CORE') return meaningOfProse(prose, call)
  return code.startsWith('ERR-') ? 'validation' : 'server'
}

/** One code for an unknown method and for an unknown parameter; the prose of the latter, in any language, quotes it. */
function namesParameter(prose: string, { params }: RefusedCall): boolean {
  return Object.keys(params).some((name) => prose.includes(`'${name}'`) || prose.includes(`"${name}"`))
}

/**
 * `ERR-CONDUIT-CORE` stands for nearly every refusal of Phorge, and its prose is all there is to tell them apart. What
 * is looked for survives a translation where it can: the layout of a policy refusal, the identifier that we sent.
 */
function meaningOfProse(prose: string, call: RefusedCall): Meaning {
  if (/^\[[^\]]+\] \([^)]+\) /.test(prose)) return 'permission'
  if (namesForgery(prose, call)) return 'auth_expired'
  if (namesIdentifier(prose, call)) return 'not_found'
  return /read-only mode|unable to (establish|connect)/i.test(prose) ? 'server' : 'validation'
}

/**
 * The check against forged requests, which comes before the method is looked at. Translations keep the acronym; a
 * refusal that repeats ours is about something else.
 */
function namesForgery(prose: string, { authorization, params }: RefusedCall): boolean {
  if (authorization?.kind !== 'browser-session') return false
  return prose.includes('CSRF') && !JSON.stringify(params).includes('CSRF')
}

function namesIdentifier(prose: string, { params }: RefusedCall): boolean {
  if (!('objectIdentifier' in params)) return false
  // A list of complaints, or about one transaction of the call, is about values and not about the object.
  const isAboutValues = /:\n|transaction with key/i.test(prose)
  return !isAboutValues && prose.includes(`"${params.objectIdentifier}"`)
}

async function scopeError(
  reason: ScopeReason,
  said: Envelope['reason'],
  { method, params, credential }: RefusedCall,
  details: ConduitErrorDetails,
): Promise<ScopeError> {
  const needed = said?.needed ?? scopesOf(method, params)
  const granted = said?.granted ?? (await orUndefined(credential?.grantedScopes?.())) ?? []
  const missing = said?.missing ?? needed.filter((scope) => !granted.includes(scope))
  const authorizationUrl =
    reason === 'not_granted' ? await orUndefined(credential?.authorizationUrl?.(missing)) : undefined
  return new ScopeError({ ...details, reason, needed, granted, missing, authorizationUrl })
}

async function secondFactorError(
  message: string,
  said: Envelope['reason'],
  { credential }: RefusedCall,
  details: ConduitErrorDetails,
): Promise<SecondFactorError> {
  const { acrValues = [], maxAge } = said ?? {}
  const authorizationUrl = await orUndefined(credential?.authorizationUrl?.([], { acrValues, maxAge }))
  return new SecondFactorError(message, { ...details, acrValues, maxAge, authorizationUrl })
}

/** What is only an addition to an error must not hide the error by failing. */
async function orUndefined<Value>(value: Promise<Value> | undefined): Promise<Value | undefined> {
  try {
    return await value
  } catch {
    return undefined
  }
}
