import type { Call } from '../access/requirements.ts'
import { isSensitive } from '../access/sensitive.ts'
import type { Gateway } from '../gateway.ts'
import { hasToConfirm } from './factors.ts'
import { needsSecondFactor } from './methods.ts'

/** The authentication context class (`acr`) of a sign-in and a second factor. RFC 8176 has this word for it. */
export const MULTI_FACTOR = 'mfa'

/** What a client has to ask the authorization server for before the call is allowed (RFC 9470, section 3). */
export interface StepUp {
  readonly acrValues: readonly string[]
  /** Seconds. */
  readonly maxAge: number
}

/** Whether an `acr_values` parameter asks for it, among others perhaps. */
export function asksForSecondFactor(acrValues: unknown): boolean {
  return String(acrValues ?? '')
    .split(' ')
    .includes(MULTI_FACTOR)
}

/** Who calls, and when their authorization was proved with a second factor, in epoch seconds. */
export interface Proof {
  readonly userPhid: string | undefined
  readonly provedAt: number | undefined
}

/**
 * What is still missing before this call may be made; `undefined`: nothing. Administrators mark methods. What the pages
 * ask a second factor for, they ask of the same people here.
 */
export async function missingStepUp(
  gateway: Gateway,
  call: Call,
  { userPhid, provedAt }: Proof,
): Promise<StepUp | undefined> {
  const maxAge = gateway.config.secondFactorMaxAge
  if (provedAt !== undefined && provedAt > gateway.now() - maxAge) return undefined
  const isAsked =
    (await needsSecondFactor(gateway, call.method)) ||
    (isSensitive(call) && userPhid !== undefined && (await hasToConfirm(gateway, userPhid)))
  return isAsked ? { acrValues: [MULTI_FACTOR], maxAge } : undefined
}
