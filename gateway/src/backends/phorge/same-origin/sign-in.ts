import type { FastifyInstance } from 'fastify'
import type { Gateway } from '../../../gateway.ts'
import { sendAnswer } from '../../../pages/answer.ts'
import { forSignedIn } from '../../../pages/guard.ts'
import { paths } from '../../../pages/paths.ts'
import { sessionOf } from '../../../sessions/cookie.ts'
import { goOn } from '../../../sessions/go-on.ts'
import { safeReturnTo } from '../../../sessions/return-to.ts'

/** Where Phorge asks whether to sign out. */
const PHORGE_SIGN_OUT = '/logout/'

/** Sign-in at Phorge's own page and back. Who is signed in is Phorge's business: the gateway has no sessions here. */
export function sameOriginSignInRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get<{ Querystring: { return_to?: unknown } }>(paths.signIn, async (request, reply) => {
    const returnTo = safeReturnTo(request.query.return_to, gateway)
    const session = await sessionOf(gateway, request)
    // Phorge's form may lie behind: from here it may go on to an application.
    if (session) return sendAnswer(reply, goOn(returnTo), session)
    const back = `${paths.signIn}?return_to=${encodeURIComponent(returnTo)}`
    return sendAnswer(reply, { seeOther: `/auth/start/?next=${encodeURIComponent(back)}` }, undefined)
  })
  server.post(
    paths.signOut,
    forSignedIn(gateway, async () => ({ seeOther: PHORGE_SIGN_OUT })),
  )
}
