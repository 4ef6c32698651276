import { conceal } from '../oauth/conceal.ts'
import type { Authorization, Credential } from './credential.ts'

/** What a custom credential is asked with. */
export interface CustomRequest {
  /** What the server has just refused, where it did: ask for something newer than this. */
  readonly refused?: Authorization | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * A credential whose token comes from somewhere else: a vault, a parent process, another library's session.
 *
 * @param read is asked before every call, and once more when the server refuses what it gave; a call whose second
 *   answer is the same as the first is not repeated. Keep what is costly to get.
 * @example
 * ```ts
 * const credential = custom(async () => ({ kind: 'api-token', token: await vault.read('phorge') }))
 * ```
 */
export function custom(read: (request: CustomRequest) => Authorization | Promise<Authorization>): Credential {
  return {
    authorization: async (signal) => conceal({ ...(await read({ signal })) }),
    async renew(refused, signal) {
      const next = await read({ refused, signal })
      return next.token === refused.token ? undefined : conceal({ ...next })
    },
  }
}
