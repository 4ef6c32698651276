import { type Fate, type Kind, kinds, type Ledger } from './ledger.ts'
import type { Written } from './written.ts'

export interface Count {
  readonly done: number
  readonly refused: number
  /** Under way when the gateway was killed, and those of them that had been carried out. */
  readonly unanswered: number
  readonly carriedOut: number
}

export interface StagesReport {
  readonly rounds: number
  readonly counts: Readonly<Record<Kind, Count>>
  /** Proposals that were given up because of their age. */
  readonly expired: number
  /** Secrets that were tried, each before and after the overlap. */
  readonly secrets: number
  /** Rows of the security log that were verified in the end. */
  readonly logged: number
  readonly violations: readonly string[]
  readonly seconds: number
}

export function countsOf({ attempts }: Ledger): Record<Kind, Count> {
  const count = (kind: Kind): Count => {
    const of = [...attempts.values()].filter((attempt) => attempt.kind === kind)
    const number = (fate: Fate) => of.filter((attempt) => attempt.fate === fate).length
    return {
      done: number('done'),
      refused: number('refused'),
      unanswered: number('unanswered'),
      carriedOut: of.filter(({ isCarriedOut }) => isCarriedOut).length,
    }
  }
  return Object.fromEntries(kinds.map((kind) => [kind, count(kind)])) as Record<Kind, Count>
}

/** How many proposals the gateway itself gave up. */
export function expiredIn({ applications }: Pick<Written, 'applications'> = { applications: [] }): number {
  return applications
    .flatMap(({ history }) => history)
    .filter(({ type, new: now, author }) => type === 'stage' && now === 'expired' && !author).length
}

/** Which actions were never answered as done: of them nothing is shown. */
export function unshown({ counts }: StagesReport): string[] {
  return kinds
    .filter((kind) => counts[kind].done === 0)
    .map((kind) => `nothing is shown of “${kind}”: none was answered as done`)
}
