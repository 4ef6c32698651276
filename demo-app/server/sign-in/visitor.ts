import type { FastifyRequest } from 'fastify'
import { Conduit } from 'phorge-conduit'
import type { Session } from 'phorge-conduit/server'
import type { Viewer } from '../viewer.ts'
import type { Person } from './people.ts'

/** Who sends a request, where to send them to sign in or grant more, and the client that calls in their name. */
export interface Visitor {
  readonly user: Person | undefined
  /** Throws `auth_missing` from every call when nobody is signed in. */
  readonly conduit: Conduit
  readonly grantedScopes: readonly string[] | undefined
  readonly signInUrl: string
  grantUrl(scopes: readonly string[]): string
}

export async function visitorOf(viewer: Viewer, request: FastifyRequest): Promise<Visitor> {
  const { signIn, config } = viewer
  const returnTo = pageOf(request, config.publicUrl)
  const cookies = new Request(config.publicUrl, { headers: { cookie: request.headers.cookie ?? '' } })
  const session: Session<Person> | undefined = await signIn.session(cookies, { returnTo })
  return {
    user: session?.user,
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

/** The page that the request was made from, to come back to. */
function pageOf({ headers }: FastifyRequest, publicUrl: string): string {
  const page = URL.parse(headers.referer ?? '')
  return page && page.origin === new URL(publicUrl).origin ? page.pathname + page.search : '/'
}
