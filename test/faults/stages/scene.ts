import type { Ledger } from './ledger.ts'
import type { Person } from './people.ts'

/** Where owners of applications are told by e-mail. */
export const CONTACT = 'proposer@example.com'

/** Who takes part in one round. */
export interface Scene {
  /** Of applications and of API tokens. */
  readonly owner: Person
  readonly admin: Person
  readonly ledger: Ledger
  readonly random: () => number
}

/** Whether a form led where it leads when it was done. */
export function isDone(location: string): true | undefined {
  return /\?done=[\w-]+$/.test(location) ? true : undefined
}

export function pick<One>(random: () => number, from: readonly One[]): One {
  const one = from[Math.floor(random() * from.length)]
  if (one === undefined) throw new Error('there is nothing to pick from')
  return one
}
