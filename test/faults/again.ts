import { type ConduitFailure, isConduitError } from 'phorge-conduit'

/**
 * What docs/errors.md tells a program to come back after. `not_conduit` is a page in place of an answer, and here the
 * server is the right one all the same.
 */
const worthAsking: ReadonlySet<ConduitFailure['code']> = new Set([
  'network',
  'timeout',
  'server',
  'rate_limited',
  'outcome_unknown',
  'not_conduit',
])
const MOST_ATTEMPTS = 25

/** A program that calls again, with the same key, when the SDK has given up. */
export class Again {
  /** How often it had to. */
  times = 0

  async until<Result>(call: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call()
      } catch (error) {
        if (!isConduitError(error) || !isWorthAsking(error) || attempt === MOST_ATTEMPTS) throw error
        this.times += 1
      }
    }
  }
}

function isWorthAsking({ code }: { readonly code: string }): boolean {
  return (worthAsking as ReadonlySet<string>).has(code)
}
