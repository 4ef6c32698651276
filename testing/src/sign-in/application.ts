import { OAuthClient, type StoredToken } from 'phorge-conduit'
import type { RunningGateway } from 'phorge-conduit-gateway'
import {
  createApplication,
  expandScopes,
  type Scope,
  saveAllowedScopes,
} from 'phorge-conduit-gateway/administration'

/** An application to register. */
export interface NewApplication {
  readonly name?: string | undefined
  /** Where people come back to. @default `['http://localhost:3000/callback']` */
  readonly redirectUris?: readonly [string, ...string[]] | undefined
  /** What the administrator allows it; patterns such as `maniphest.*` too. @default nothing but who somebody is */
  readonly scopes?: readonly string[] | undefined
  /** A public one has no secret: a page, an extension, a command line. @default confidential */
  readonly kind?: 'confidential' | 'public' | undefined
  /** Origins whose pages may call the API. */
  readonly origins?: readonly string[] | undefined
  readonly clientId?: string | undefined
}

/** An application that is registered. */
export interface Application<UserName extends string = string> {
  readonly clientId: string
  /** `undefined` for a public one. */
  readonly clientSecret: string | undefined
  readonly redirectUri: string
  /** A client of this application, with the server's clock. */
  readonly client: OAuthClient
  /**
   * What an application has after somebody signed in to it and allowed `scopes`: the whole way, without a browser.
   *
   * @param scopes @default all that the application is allowed
   */
  signIn(user: UserName, scopes?: readonly string[]): Promise<StoredToken>
}

/** What does not change when a server is reset. */
export interface Registration extends NewApplication {
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly redirectUris: readonly [string, ...string[]]
}

/** @throws {Error} for a scope that no method here has. */
export async function registerApplication(
  { gateway }: RunningGateway,
  application: NewApplication | Registration,
  createdBy: string,
): Promise<Registration> {
  const {
    name = 'Application',
    redirectUris = ['http://localhost:3000/callback'],
    kind = 'confidential',
    scopes = [],
  } = application
  const allowed = await scopesOf(gateway, scopes)
  const created = await createApplication(gateway, {
    name,
    redirectUris,
    kind,
    createdBy,
    clientId: application.clientId,
    clientSecret: 'clientSecret' in application ? application.clientSecret : undefined,
    origins: application.origins ?? [],
  })
  const { clientId } = created.application
  await saveAllowedScopes(gateway, clientId, allowed)
  return { ...application, clientId, clientSecret: created.clientSecret, redirectUris, scopes: allowed }
}

async function scopesOf(
  { backend }: RunningGateway['gateway'],
  patterns: readonly string[],
): Promise<readonly Scope[]> {
  const { scopes, unmatched } = expandScopes(patterns, (await backend.methods()).keys())
  if (unmatched.length > 0) throw new Error(`No method here has the scope ${unmatched.join(', ')}.`)
  return scopes
}

/** The client of a registered application. */
export function clientOf(server: string, registration: Registration, now: () => number): OAuthClient {
  const { clientId, clientSecret, redirectUris, scopes } = registration
  return new OAuthClient({ server, clientId, clientSecret, redirectUri: redirectUris[0], scopes, now })
}
