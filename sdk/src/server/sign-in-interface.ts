import type { Credential } from '../credentials/credential.ts'
import type { StepUp } from '../oauth/authorize.ts'
import type { OAuthClient } from '../oauth/client.ts'
import type { TokenStore } from '../stores/store.ts'

/** The application that people sign in to. */
export interface SignInOptions<User = undefined> {
  /** Its `redirectUri` says where this application is reached from outside, and which path is the callback. */
  readonly client: OAuthClient
  readonly store: TokenStore
  readonly cookie: {
    /** 32 or more random characters. Of several the first makes cookies and every one is accepted. */
    readonly secret: string | readonly string[]
    /** @default conduit_session */
    readonly name?: string | undefined
    /** Seconds until a browser has to sign in again. @default 2592000 (30 days) */
    readonly maxAge?: number | undefined
  }
  readonly paths?:
    | {
        /** @default /sign-in */
        readonly start?: string | undefined
        /** @default /sign-out */
        readonly signOut?: string | undefined
      }
    | undefined
  /**
   * Called with the new session before the browser gets it. What it returns (JSON, about 2000 characters at most; the
   * user can read it) is the session's `user`. When it throws, nobody is signed in.
   */
  readonly onSignedIn?:
    | ((session: { readonly key: string; readonly credential: Credential }) => User | Promise<User>)
    | undefined
  /**
   * Told what lies behind `sign_in=failed` or `expired`, and when a token could not be revoked.
   * @default a warning on the standard error
   */
  readonly onFailure?: ((error: unknown) => void) | undefined
}

/** A signed-in browser. */
export interface Session<User = undefined> {
  /** Of the store's entry; new with each sign-in. */
  readonly key: string
  readonly credential: Credential
  /** What `onSignedIn` returned. */
  readonly user: User
}

/** Functions from `Request` to `Response`: they need no framework and no `this`. */
export interface SignIn<User = undefined> {
  /**
   * `GET /sign-in?return_to=/path&scope=…`: sends the browser to the server. `return_to` is a path of this site. `scope`
   * asks a signed-in user for more, beside what they granted; without it the client's own scopes are asked for.
   * `acr_values` and `max_age` go on to the server, which asks for a proof that it is the user (RFC 9470).
   */
  start(request: Request): Promise<Response>
  /**
   * Where the server sends the browser back to, and this sends it on to `return_to`; unless it succeeded with
   * `sign_in=denied`, `expired` or `failed` in the query (`SignInOutcome`).
   */
  callback(request: Request): Promise<Response>
  /** `POST /sign-out?return_to=/path` from a page of this site: forgets and revokes the tokens. */
  signOut(request: Request): Promise<Response>
  /** Who is signed in. `returnTo`: the page that asks, for links which let the user grant more. */
  session(
    request: Request,
    options?: { readonly returnTo?: string | undefined },
  ): Promise<Session<User> | undefined>
  /** The three of them by path; `undefined` for any other path. */
  handle(request: Request): Promise<Response | undefined>
  /** Address of `start`, for links and redirects. */
  startUrl(
    options?: StepUp & {
      readonly returnTo?: string | undefined
      readonly scopes?: readonly string[] | undefined
    },
  ): string
}
