import type { FastifyRequest } from 'fastify'
import { Conduit } from 'phorge-conduit'
import type { Session } from 'phorge-conduit/server'
import type { Viewer } from '../viewer.ts'
import type { Person } from './people.ts'
import { cookieName } from './sign-in.ts'

/** Who sends a request, where to send them to sign in or grant more, and the client that calls in their name. */
export interface Visitor {
  readonly user: Person | undefined
  /** Signed in before in this browser, and not signed out: access was revoked, or ran out. */
  readonly hasLostAccess: boolean
  /** Throws `auth_missing` from every call when nobody is signed in. */
  readonly conduit: Conduit
  readonly grantedScopes: readonly string[] | undefined
  readonly signInUrl: string
  grantUrl(scopes: readonly string[]): string
}

export async function visitorOf(viewer: Viewer, request: FastifyRequest): Promise<Visitor> {
  const { signIn, config } = viewer
  const returnTo = pageOf(request, config.publicUrl)
  const { cookie = '' } = request.headers
  const cookies = new Request(config.publicUrl, { headers: { cookie } })
  const session: Session<Person> | undefined = await signIn.session(cookies, { returnTo })
  return {
    user: session?.user,
    hasLostAccess: !session && sessionCookie.test(cookie),
    conduit: conduitOf(viewer, session),
    grantedScopes: await session?.credential.grantedScopes?.(),
    signInUrl: signIn.startUrl({ returnTo }),
    grantUrl: (scopes) => signIn.startUrl({ returnTo, scopes }),
  }
}

function conduitOf({ config, fetch }: Viewer, session: Session<Person> | undefined): Conduit {
  return new Conduit({
    url: config.conduitUrl,
    timeout: 20_000,
    ...(session && { credential: session.credential }),
    ...(fetch && { fetch }),
  })
}

const sessionCookie = new RegExp(`(^|; *)(__Host-|__Secure-)?${cookieName}=`)

/** The page that the request was made from, to come back to. */
function pageOf({ headers }: FastifyRequest, publicUrl: string): string {
  const page = URL.parse(headers.referer ?? '')
  return page && page.origin === new URL(publicUrl).origin ? page.pathname + page.search : '/'
}
