import type { StepUp } from '../oauth/authorize.ts'

/** What a call is authenticated with. Never logged, never in a URL. */
export type Authorization =
  | { readonly kind: 'api-token'; readonly token: string }
  | {
      readonly kind: 'access-token'
      readonly token: string
      /** `header` (`Authorization: Bearer`) only for a server whose metadata says that it takes it. */
      readonly placement: 'body' | 'header'
    }
  | {
      /** The cookies that this browser has for the server, which its `fetch` adds. */
      readonly kind: 'browser-session'
      /** Proves that the call comes from somebody who may read the server's answers (CSRF). */
      readonly token: string
    }

/** Who calls. A client asks its credential before every call. */
export interface Credential {
  /** @throws {AuthenticationError} when nobody is signed in. */
  authorization(signal?: AbortSignal): Promise<Authorization>
  /**
   * Called once when the server refused `refused` as expired, revoked or unknown. Resolves to what to try instead, or
   * to `undefined` when there is nothing else to try.
   */
  renew?(refused: Authorization, signal?: AbortSignal): Promise<Authorization | undefined>
  /** The scopes this credential was granted; `undefined` where scopes do not exist (API tokens, stock Phorge). */
  grantedScopes?(): Promise<readonly string[] | undefined>
  /**
   * Where to send the user so that they are asked for `scopes` in addition to what they granted, and for a proof that it
   * is them.
   */
  authorizationUrl?(scopes: readonly string[], stepUp?: StepUp): Promise<string | undefined>
}
