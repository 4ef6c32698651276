/** What the user has set up: servers and sites. No secret is in any of these. */

/** How the user is signed in to a server. */
export type SignIn =
  /** As whoever is signed in to a stock Phorge in this browser. */
  | { readonly method: 'browser-session' }
  | { readonly method: 'oauth'; readonly clientId: string }
  | { readonly method: 'api-token' }

export interface Server {
  /** Its address, with a slash at its end. */
  readonly url: string
  readonly signIn: SignIn
  /** Set by an administrator: it cannot be removed here. */
  readonly isPreset?: boolean | undefined
}

/** A site whose errors get a task button. */
export interface SiteSettings {
  /** `https://errors.example.com` */
  readonly origin: string
  /** The address of a {@link Server}. */
  readonly server: string
  /** Keeps the errors of one site apart from those of another; the same for everybody who looks at the site. */
  readonly collection: string
  /** Of a new task's description: `{{title}}`, `{{description}}`, `{{link}}`, `{{address}}` are replaced. */
  readonly template: string
  /** `#backend` */
  readonly projects: readonly string[]
  /** A keyword such as `high`; empty for the server's own default. */
  readonly priority: string
  readonly isPreset?: boolean | undefined
}

export const defaultTemplate = '{{description}}\n\n{{link}}'

export interface Person {
  readonly phid: string
  readonly userName: string
  readonly realName: string
}

export interface ServerView extends Server {
  readonly person: Person | undefined
}

export interface Overview {
  readonly servers: readonly Server[]
  readonly sites: readonly SiteSettings[]
  /** Where the gateway sends the browser after a sign-in, for the registration of this extension there. */
  readonly redirectUri: string
}

/** What was found at an address that is to be added. */
export type Found =
  | { readonly kind: 'phorge'; readonly url: string; readonly proposal: SignIn }
  | { readonly kind: 'gateway'; readonly url: string; readonly proposal: SignIn }
  | { readonly kind: 'neither'; readonly url: string }
  | { readonly kind: 'unreachable'; readonly url: string; readonly message: string }
