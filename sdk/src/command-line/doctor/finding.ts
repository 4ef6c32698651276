import { isConduitError } from '../../errors.ts'
import { advised } from '../advice.ts'
import type { Connection } from '../connect.ts'
import { failureFrom } from '../failure.ts'

/** One line of the doctor. Only a `problem` makes the exit code 1. */
export interface Finding {
  readonly check: string
  readonly status: 'ok' | 'note' | 'problem'
  readonly message: string
  /** What to do about it; there is one for every problem. */
  readonly remedy?: string | undefined
}

export function ok(check: string, message: string): Finding {
  return { check, status: 'ok', message }
}

export function note(check: string, message: string, remedy?: string): Finding {
  return { check, status: 'note', message, ...(remedy !== undefined && { remedy }) }
}

export function problem(check: string, message: string, remedy: string): Finding {
  return { check, status: 'problem', message, remedy }
}

/** An error of the library as a finding. Anything else is a mistake of ours and stays one. */
export function problemFrom(check: string, error: unknown, connection: Connection): Finding {
  const known = advised(error, connection)
  if (known === error && !isConduitError(error)) throw error
  const { message, remedy } = failureFrom(known).shown
  return problem(check, message, remedy)
}
