import { type RequestOrigin, recordSecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import type { Visit } from '../pages/guard.ts'
import type { Bond, SealedSecret } from './challenges.ts'
import {
  addAuthenticatorApp,
  addPasskey,
  factorsOf,
  type PasskeyCredential,
  removeFactor,
  type SecondFactor,
} from './factors.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'

/** A factor that has just proved that it works. */
export type NewFactor = { readonly name: string } & (
  | { readonly kind: 'totp'; readonly secret: SealedSecret; readonly step: number }
  | { readonly kind: 'passkey'; readonly credential: PasskeyCredential }
)

export interface EnrolmentBond extends Bond {
  /** The factors that there were when it was begun. What was begun as a first one becomes no second: that takes a proof. */
  readonly about: readonly string[]
}

export async function enrolmentBond(
  { gateway, session }: Visit,
  kind: NewFactor['kind'],
): Promise<EnrolmentBond> {
  const userPhid = session.account.phid
  const about = await idsOf(gateway, userPhid)
  return { userPhid, sessionDigest: session.digest, action: `enrol ${kind}`, about }
}

export type Enrolled =
  /** With codes to be shown now and never again, when it is the first. */
  | { readonly done: true; readonly recoveryCodes: readonly string[] | undefined }
  /** Another factor was added or removed meanwhile. */
  | { readonly done: false }

export async function enrol(
  gateway: Gateway,
  factor: NewFactor,
  { userPhid, about }: EnrolmentBond,
  origin: RequestOrigin,
): Promise<Enrolled> {
  return inTransaction(gateway, async (inside) => {
    const known = await idsOf(inside, userPhid)
    if (known.join() !== about.join()) return { done: false }
    await (factor.kind === 'totp'
      ? addAuthenticatorApp(inside, { ...factor, userPhid })
      : addPasskey(inside, { ...factor, userPhid }))
    await recordSecurityEvent(inside.database, {
      kind: 'second-factor-added',
      at: gateway.now(),
      userPhid,
      detail: factor.name,
      ...origin,
    })
    return {
      done: true,
      recoveryCodes: known.length === 0 ? await makeRecoveryCodes(inside, userPhid) : undefined,
    }
  })
}

export async function remove(gateway: Gateway, factor: SecondFactor, origin: RequestOrigin): Promise<void> {
  await inTransaction(gateway, async (inside) => {
    await removeFactor(inside, factor)
    await recordSecurityEvent(inside.database, {
      kind: 'second-factor-removed',
      at: gateway.now(),
      userPhid: factor.userPhid,
      detail: factor.name,
      ...origin,
    })
  })
}

async function idsOf(gateway: Pick<Gateway, 'database'>, userPhid: string): Promise<string[]> {
  return (await factorsOf(gateway, userPhid)).map(({ id }) => id)
}
