/** What is kept of one authorization: the token response with absolute times, and who it is for. */
export interface StoredToken {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  /** Epoch seconds. */
  readonly issuedAt?: number | undefined
  /** Epoch seconds; absent where tokens do not expire (stock Phorge). */
  readonly expiresAt?: number | undefined
  /** Absent where there are no scopes (stock Phorge). */
  readonly scopes?: readonly string[] | undefined
}

/**
 * Keeps the tokens of an application's users. One entry has one key (a session's identifier, a user's PHID).
 * `test/sdk/stores/store-contract.ts` is the suite that every store must pass.
 */
export interface TokenStore {
  /** What was stored last, or `undefined`. */
  get(key: string): Promise<StoredToken | undefined>
  /** Replaces what was there. */
  set(key: string, token: StoredToken): Promise<void>
  /** Does nothing where nothing is stored. */
  delete(key: string): Promise<void>
  /**
   * Runs `task` while nobody else who shares this store runs one for the same key. A task may use the store's other
   * methods, but waits forever for a second one of its own key.
   */
  exclusively<Result>(key: string, task: () => Promise<Result>): Promise<Result>
}
