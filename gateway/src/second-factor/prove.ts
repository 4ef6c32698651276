import { type RequestOrigin, recordSecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { type Form, textOf } from '../pages/form.ts'
import { type Asked, type Bond, takeChallenge } from './challenges.ts'
import { type AuthenticatorApp, type SecondFactor, usePasskey, useStep } from './factors.ts'
import { provedPasskey } from './passkeys.ts'
import { useRecoveryCode } from './recovery-codes.ts'
import { unsealSecret } from './sealed-secret.ts'
import { stepOf } from './totp.ts'

/** The fields of a form in which a proof comes. */
export const fields = {
  challenge: 'second_factor_challenge',
  code: 'second_factor_code',
  recoveryCode: 'second_factor_recovery_code',
  passkey: 'second_factor_passkey',
} as const

export interface Attempt {
  readonly bond: Bond
  readonly form: Form
  readonly factors: readonly SecondFactor[]
  readonly origin: RequestOrigin
}

export type Outcome =
  | { readonly kind: 'proved' }
  /** Nothing was tried yet. */
  | { readonly kind: 'asked' }
  | Refused

export interface Refused {
  readonly kind: 'refused'
  /** HTTP status. */
  readonly status: 409 | 422 | 429
  readonly error: string
  /** Seconds. */
  readonly retryAfter?: number
}

/** Looks at the proof that a form brings. One challenge is good for one attempt, and one proof for one action. */
export async function prove(gateway: Gateway, attempt: Attempt): Promise<Outcome> {
  const { bond, form } = attempt
  const secret = textOf(form, fields.challenge)
  if (!secret) return { kind: 'asked' }
  const asked = await takeChallenge(gateway, secret, bond)
  if (!asked) return stale
  // By person alone: who gets here is signed in, so nobody locks out anybody else.
  const limited = gateway.secondFactorLimit.begin(bond.userPhid, bond.userPhid)
  if (!limited.allowed) return tooMany(limited.retryAfter)

  const use = await evidenceOf(gateway, attempt, asked)
  const factor = await inTransaction(gateway, async (inside) => {
    const used = await use?.(inside)
    await recordSecurityEvent(inside.database, {
      kind: used === undefined ? 'second-factor-failed' : 'second-factor-proved',
      at: gateway.now(),
      userPhid: bond.userPhid,
      detail: used === undefined ? bond.action : `${bond.action}, with ${used}`,
      ...attempt.origin,
    })
    return used
  })
  if (factor === undefined) return wrong
  gateway.secondFactorLimit.succeed(bond.userPhid, bond.userPhid)
  return { kind: 'proved' }
}

/** Spends the proof, in a transaction; answers with what it was made with, or `undefined` when it was spent before. */
type Evidence = (inside: Gateway) => Promise<string | undefined>

/** What is right about the attempt, as far as that can be said without the transaction that spends it. */
async function evidenceOf(
  gateway: Gateway,
  { bond, form, factors }: Attempt,
  { webauthn }: Asked,
): Promise<Evidence | undefined> {
  const passkey = textOf(form, fields.passkey)
  if (passkey && webauthn) return byPasskey(gateway, passkey, webauthn, factors)
  const code = textOf(form, fields.code)
  if (code) return byCode(gateway, code, factors)
  const recoveryCode = textOf(form, fields.recoveryCode)
  if (!recoveryCode) return undefined
  return async (inside) =>
    (await useRecoveryCode(inside, bond.userPhid, recoveryCode)) ? 'a recovery code' : undefined
}

async function byPasskey(
  gateway: Gateway,
  answer: string,
  challenge: string,
  factors: readonly SecondFactor[],
): Promise<Evidence | undefined> {
  const passkeys = factors.filter((factor) => factor.kind === 'passkey')
  const proved = await provedPasskey(gateway.config, answer, challenge, passkeys)
  if (!proved) return undefined
  const { passkey, counter } = proved
  return async (inside) =>
    (await usePasskey(inside, passkey, counter)) ? `the passkey ${passkey.name}` : undefined
}

async function byCode(
  gateway: Gateway,
  code: string,
  factors: readonly SecondFactor[],
): Promise<Evidence | undefined> {
  const apps = factors.filter((factor) => factor.kind === 'totp')
  const steps = await Promise.all(apps.map((app) => stepAt(gateway, app, code)))
  return async (inside) => {
    for (const [index, app] of apps.entries()) {
      const step = steps[index]
      if (step !== undefined && (await useStep(inside, app, step))) return `the app ${app.name}`
    }
    return undefined
  }
}

async function stepAt(gateway: Gateway, app: AuthenticatorApp, code: string): Promise<number | undefined> {
  return stepOf(await unsealSecret(gateway, app.userPhid, app.secret), code, gateway.now())
}

const stale: Refused = {
  kind: 'refused',
  status: 409,
  error: 'This question was too old, or was answered before. Nothing was done: please answer once more.',
}

const wrong: Refused = {
  kind: 'refused',
  status: 422,
  error:
    'This is not right. A code is good once, and for half a minute: wait for the next one, and type that.',
}

function tooMany(retryAfter: number): Refused {
  const wait = retryAfter < 90 ? `${retryAfter} seconds` : `${Math.ceil(retryAfter / 60)} minutes`
  return { kind: 'refused', status: 429, error: `Too many attempts. Please wait ${wait}.`, retryAfter }
}
