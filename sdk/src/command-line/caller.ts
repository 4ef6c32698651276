import { apiToken } from '../credentials/api-token.ts'
import type { Credential } from '../credentials/credential.ts'
import { oauthSession } from '../credentials/oauth-session.ts'
import { AuthenticationError } from '../errors.ts'
import { OAuthClient } from '../oauth/client.ts'
import { conceal } from '../oauth/conceal.ts'
import { arcanistToken, isOpenToOthers } from './configuration/arcanist.ts'
import type { SignIn, SignIns } from './configuration/sign-ins.ts'
import type { Address } from './connect.ts'
import { UsageError } from './failure.ts'
import type { World } from './world.ts'

/** Loopback, any port: what a public client registers for a program like this one (RFC 8252, section 7.3). */
export const REDIRECT_URI = 'http://127.0.0.1/callback'

/** Who calls, and where that is known from. */
export type Caller =
  | { readonly kind: 'nobody'; readonly credential: Credential; readonly from: undefined }
  | {
      /** `oauth`: granted to this program, can be renewed and extended. `access-token`: granted to another. */
      readonly kind: 'api-token' | 'access-token' | 'oauth'
      readonly credential: Credential
      /** In words: `CONDUIT_TOKEN`, `login`, or the file. */
      readonly from: string
      /** Of `oauth` only. */
      readonly clientId?: string
      /** What its keeper should know and do about it. */
      readonly warning?: { readonly message: string; readonly remedy: string }
    }

/** The first that is there: the environment, our own sign-in, arcanist's token. */
export async function callerAt(address: Address, world: World, signIns: SignIns): Promise<Caller> {
  const given = world.env.CONDUIT_TOKEN?.trim()
  if (given) {
    assertChosen(address)
    return callerWith(given, 'CONDUIT_TOKEN')
  }
  const signIn = await signIns.get(address.url)
  if (signIn) return signedIn(address, signIn, world, signIns)
  const arcanist = await arcanistToken(world, address.url)
  if (arcanist?.token) {
    const caller = callerWith(arcanist.token, arcanist.file)
    return (await isOpenToOthers(arcanist.file))
      ? { ...caller, warning: openToOthers(arcanist.file) }
      : caller
  }
  return nobodyAt(address, arcanist?.certificate)
}

export function nobodyAt(address: Address, hasCertificate = false): Caller {
  return { kind: 'nobody', credential: nobody(address, hasCertificate), from: undefined }
}

export function oauthClient({ url }: Address, clientId: string, world: World): OAuthClient {
  return new OAuthClient({
    server: url,
    clientId,
    redirectUri: REDIRECT_URI,
    fetch: world.fetch,
    now: world.now,
  })
}

/** One that is not looked at before it is used: a wrong one must not keep `login` from replacing it. */
function callerWith(token: string, from: string): Exclude<Caller, { kind: 'nobody' }> {
  if (!/^(api|cli|clr)-/.test(token)) {
    const authorization = conceal({ kind: 'access-token', token, placement: 'body' } as const)
    return { kind: 'access-token', credential: { authorization: async () => authorization }, from }
  }
  return {
    kind: 'api-token',
    credential: { authorization: async () => apiToken(token).authorization() },
    from,
  }
}

async function signedIn(address: Address, signIn: SignIn, world: World, { store }: SignIns): Promise<Caller> {
  if (signIn.kind === 'oauth') {
    const client = oauthClient(address, signIn.clientId, world)
    return {
      kind: 'oauth',
      credential: oauthSession({ client, store, key: address.url }),
      from: 'login',
      clientId: signIn.clientId,
    }
  }
  const stored = await store.get(address.url)
  if (stored) return callerWith(stored.accessToken, 'login')
  return nobodyAt(address)
}

/**
 * A repository that somebody cloned names a server of its author's choice: a token that does not say for which server it
 * is must not go there.
 */
function assertChosen({ chosen, from }: Address): void {
  if (chosen) return
  throw new UsageError(
    `CONDUIT_TOKEN does not say for which server it is, and the address comes from ${from}, which the repository's authors wrote.`,
    'Set CONDUIT_URL too, or give --url.',
    'not_configured',
  )
}

function openToOthers(file: string) {
  return {
    message: `Others can read ${file}, which has a token in it.`,
    remedy: `Run chmod 600 ${file}; if others may have read it, replace the token.`,
  }
}

/** Asked only by calls that need somebody. */
function nobody({ url }: Address, hasCertificate: boolean): Credential {
  const remedy = hasCertificate
    ? `Run phorge-conduit login --url ${url}: arcanist has only a certificate for it, which is not taken any more.`
    : `Run phorge-conduit login --url ${url}, or set CONDUIT_TOKEN.`
  return {
    authorization: async () => {
      throw new AuthenticationError('auth_missing', `Nobody is signed in to ${url} here.`, { remedy })
    },
  }
}
