import type { Account } from '../backend.ts'

/**
 * Whom this gateway knows of a Phorge's people, and the API token with which it may call as each of them. Who keeps
 * them, how they came here and how they are encrypted is not the backend's business.
 */
export interface Vault {
  accountByPhid(phid: string): Promise<Account | undefined>
  accountByName(userName: string): Promise<Account | undefined>
  /** The token of this person (`api-…`, `cli-…`); `undefined` when none is kept. Asked on every call. */
  tokenOf(userPhid: string): Promise<string | undefined>
  /** Phorge does not take this token any more. What depends on it is to be suspended until there is another one. */
  refused(userPhid: string, token: string): Promise<void>
}
