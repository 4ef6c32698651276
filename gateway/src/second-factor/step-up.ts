import type { Gateway } from '../gateway.ts'
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

/**
 * What is still missing before this method may be called; `undefined`: nothing.
 *
 * @param provedAt when the authorization was proved with a second factor, in epoch seconds
 */
export async function missingStepUp(
  gateway: Gateway,
  method: string,
  provedAt: number | undefined,
): Promise<StepUp | undefined> {
  const maxAge = gateway.config.secondFactorMaxAge
  if (provedAt !== undefined && provedAt > gateway.now() - maxAge) return undefined
  if (!(await needsSecondFactor(gateway, method))) return undefined
  return { acrValues: [MULTI_FACTOR], maxAge }
}
