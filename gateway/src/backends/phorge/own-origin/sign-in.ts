import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'hono/html'
import { isConduitError } from 'phorge-conduit'
import type { Gateway } from '../../../gateway.ts'
import { type Answer, sendAnswer } from '../../../pages/answer.ts'
import { paths } from '../../../pages/paths.ts'
import { beginSession } from '../../../sessions/begin-session.ts'
import { sessionOf } from '../../../sessions/cookie.ts'
import { safeReturnTo } from '../../../sessions/return-to.ts'
import { signOutRoute } from '../../../sessions/sign-out.ts'
import type { Account } from '../../backend.ts'
import type { PhorgeLink } from '../link.ts'
import { forgetPending, keepPending, type PendingSignIn, pendingOf } from './pending.ts'

type OwnOrigin = Extract<PhorgeLink, { mode: 'own-origin' }>

/** A cookie holds 4096 bytes, and this one more than the address. */
const LONGEST_RETURN_TO = 2500

/** Sign-in through Phorge's OAuth server, which tells who somebody is and can do no more. */
export function ownOriginSignInRoutes(server: FastifyInstance, gateway: Gateway, link: OwnOrigin): void {
  server.get<{ Querystring: { return_to?: unknown } }>(paths.signIn, async (request, reply) => {
    const returnTo = safeReturnTo(request.query.return_to, gateway)
    const session = await sessionOf(gateway, request)
    if (session) return sendAnswer(reply, { seeOther: returnTo }, session)
    if (returnTo.length > LONGEST_RETURN_TO) return sendAnswer(reply, tooLong, undefined)
    return sendAnswer(reply, await begin(gateway, link, reply, returnTo), undefined)
  })
  // The query holds a code: fastify does not log it.
  server.get(paths.phorgeSignIn, { logLevel: 'silent' }, async (request, reply) => {
    return sendAnswer(reply, await finish(gateway, link, request, reply), undefined)
  })
  signOutRoute(server, gateway)
}

async function begin(
  gateway: Gateway,
  { identity }: OwnOrigin,
  reply: FastifyReply,
  returnTo: string,
): Promise<Answer> {
  try {
    const { url, state, codeVerifier } = await identity.authorize()
    keepPending(reply, gateway, { state, codeVerifier, returnTo })
    return { seeOther: url }
  } catch (error) {
    return failure(gateway, error, returnTo)
  }
}

async function finish(
  gateway: Gateway,
  link: OwnOrigin,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Answer> {
  const pending = pendingOf(request, gateway)
  forgetPending(reply, gateway)
  if (!pending) return refusal(tooLate, paths.home)
  const returnTo = safeReturnTo(pending.returnTo, gateway)
  try {
    const account = await whoCame(link, new URL(request.url, gateway.config.publicUrl), pending)
    if (!account || account.isDisabled) return refusal(disabled, returnTo)
    await link.vault.remember(account)
    await beginSession(gateway, request, reply, account)
    return { seeOther: returnTo }
  } catch (error) {
    return failure(gateway, error, returnTo)
  }
}

/** The token is used this once and kept nowhere: Phorge has no way to end one without ending the person's session. */
async function whoCame(
  { identity, site }: OwnOrigin,
  callback: URL,
  pending: PendingSignIn,
): Promise<Account | undefined> {
  const { accessToken } = await identity.exchange(callback, pending)
  const account = await site.whoami({ accessToken })
  return 'error_code' in account ? undefined : account
}

interface Explanation {
  readonly status: number
  readonly title: string
  readonly text: string
}

const declined: Explanation = {
  status: 403,
  title: 'You did not allow it at Phorge',
  text: 'The gateway has to know who you are: your user name at Phorge. Without that it can do nothing for you.',
}
const tooLate: Explanation = {
  status: 403,
  title: 'This sign-in is over',
  text: 'It was begun more than ten minutes ago, or in another browser, or this page was loaded again.',
}
const disabled: Explanation = {
  status: 403,
  title: 'This account may not sign in',
  text: 'Phorge says that the account is disabled, or that an administrator has to approve it first.',
}
const notPossible: Explanation = {
  status: 502,
  title: 'Phorge could not say who you are',
  text: 'It does not answer, or its OAuth application for this gateway is switched off or has another secret. The log of the gateway says more; an administrator can help.',
}

function failure(gateway: Gateway, error: unknown, returnTo: string): Answer {
  if (isConduitError(error) && error.code === 'oauth_denied') return refusal(declined, returnTo)
  if (isConduitError(error) && error.code === 'oauth_callback') return refusal(tooLate, returnTo)
  gateway.log.error({ err: error }, 'sign-in through the OAuth server of Phorge failed')
  return refusal(notPossible, returnTo)
}

function refusal({ status, title, text }: Explanation, returnTo: string): Answer {
  return {
    status,
    title,
    width: 'narrow',
    body: html`<h1>${title}</h1>
<p>${text}</p>
<p><a class="button" href="${paths.signIn}?return_to=${encodeURIComponent(returnTo)}">Sign in again</a></p>`,
  }
}

const tooLong: Answer = {
  status: 414,
  title: 'Address too long',
  width: 'narrow',
  body: html`<h1>This address is too long</h1>
<p>Sign in first, on the <a href="${paths.home}">start page</a>, and go back to the application then.</p>`,
}
