import type { Outcome } from '../../metrics/metrics.ts'

/** One call, as it is written down: never a parameter, and never a secret. */
export interface LoggedCall {
  /** Epoch seconds. */
  readonly at: number
  /** `undefined`: an API token, or nobody who is known. */
  readonly clientId: string | undefined
  /** PHID of an API token, the family of an access token, or `none`. */
  readonly token: string
  readonly userPhid: string | undefined
  readonly method: string
  /** What of an `*.edit` method it used, in alphabetical order; empty for the whole method. */
  readonly aspects: readonly string[]
  /** IP address, as far as the web server in front is believed. */
  readonly address: string | undefined
  /** Microseconds until it was answered. */
  readonly duration: number
  readonly outcome: Outcome
  /** Code of why it was not done: ours (`scope_not_granted`), or the `error_code` of whoever refused it. */
  readonly reason: string | undefined
}

/** What somebody sees of it afterwards. */
export interface CallRecord extends LoggedCall {
  /** Its place in the log: epoch microseconds, counted up within a second. */
  readonly id: number
}

/** The token of a call whose caller is not known. */
export const NOBODY = 'none'

/** What stands for a method that there is not: its name may be anything. */
export const UNKNOWN_METHOD = 'unknown'

/** What is counted apart: `refused` and `denied` are the caller's affair, `failed` is a server's. */
export const outcomeClasses = ['ok', 'refused', 'denied', 'failed'] as const
export type OutcomeClass = (typeof outcomeClasses)[number]

const classOfOutcome: Readonly<Record<Outcome, OutcomeClass>> = {
  ok: 'ok',
  refused: 'refused',
  invalid: 'refused',
  denied: 'denied',
  limited: 'denied',
  unavailable: 'failed',
  failed: 'failed',
}

export function classOf(outcome: Outcome): OutcomeClass {
  return classOfOutcome[outcome]
}

export function outcomesOf(wanted: OutcomeClass): Outcome[] {
  const outcomes = Object.keys(classOfOutcome) as Outcome[]
  return outcomes.filter((outcome) => classOf(outcome) === wanted)
}
