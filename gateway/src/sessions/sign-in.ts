import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'hono/html'
import { originOf, recordSecurityEvent } from '../audit/security-log.ts'
import type { Gateway } from '../gateway.ts'
import { type Answer, sendAnswer } from '../pages/answer.ts'
import { formOf, textField, textOf } from '../pages/form.ts'
import { isSameOrigin, otherOrigin } from '../pages/guard.ts'
import { notice } from '../pages/notice.ts'
import { paths } from '../pages/paths.ts'
import { digest, randomSecret, sameSecret } from '../secrets.ts'
import { beginSession } from './begin-session.ts'
import { readCookie, sessionOf, setCookie } from './cookie.ts'
import { goOn } from './go-on.ts'
import { safeReturnTo } from './return-to.ts'
import { SignInLimit } from './sign-in-limit.ts'
import { signOutRoute } from './sign-out.ts'

/**
 * Nobody is signed in yet, so the form's token hangs on a cookie of its own (double submit). Without it another site
 * could sign a visitor in to the attacker's account and watch what they create there.
 */
const FORM_COOKIE = 'gateway_sign_in'
const FORM_LIFETIME = 3600

/** Sign-in with a password, where the gateway has accounts of its own. */
export function signInRoutes(server: FastifyInstance, gateway: Gateway): void {
  const limit = new SignInLimit(gateway.now)

  server.get<{ Querystring: { return_to?: unknown } }>(paths.signIn, async (request, reply) => {
    const returnTo = safeReturnTo(request.query.return_to, gateway)
    const session = await sessionOf(gateway, request)
    if (session) return sendAnswer(reply, { seeOther: returnTo }, session)
    return sendForm(gateway, request, reply, { returnTo })
  })

  server.post(paths.signIn, async (request, reply) => {
    if (!isSameOrigin(request, gateway)) return sendAnswer(reply, otherOrigin(gateway), undefined)
    const form = formOf(request.body)
    const userName = textOf(form, 'username').trim()
    const returnTo = safeReturnTo(textOf(form, 'return_to'), gateway)
    const again = (status: number, error: string) =>
      sendForm(gateway, request, reply, { returnTo, userName, status, error })

    const formCookie = readCookie(request, FORM_COOKIE, gateway)
    if (!formCookie || !sameSecret(formTokenOf(formCookie), textOf(form, 'csrf'))) {
      return again(403, 'This form was out of date, or your browser keeps no cookies. Please sign in again.')
    }
    const attempt = limit.begin(userName, request.ip)
    if (!attempt.allowed) {
      reply.header('retry-after', String(attempt.retryAfter))
      return again(429, `Too many attempts. Please wait ${inWords(attempt.retryAfter)} and try again.`)
    }
    const account = await gateway.backend.verifyPassword?.(userName, textOf(form, 'password'))
    if (!account || account.isDisabled) {
      await noteFailure(gateway, request, userName)
      return again(401, 'User name and password do not match.')
    }

    limit.succeed(userName, request.ip)
    await beginSession(gateway, request, reply, account)
    setCookie(reply, FORM_COOKIE, '', { maxAge: 0, gateway })
    return sendAnswer(reply, goOn(returnTo), undefined)
  })

  signOutRoute(server, gateway)
}

/** A name that nobody has is not kept: people type their password there. */
async function noteFailure(gateway: Gateway, request: FastifyRequest, userName: string): Promise<void> {
  const userPhid = (await gateway.backend.accountByName(userName))?.phid
  const event = { kind: 'sign-in-failed', at: gateway.now(), userPhid, ...originOf(request) } as const
  await recordSecurityEvent(gateway.database, event)
}

interface FormState {
  readonly returnTo: string
  readonly userName?: string
  readonly status?: number
  readonly error?: string
}

async function sendForm(
  gateway: Gateway,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState,
): Promise<FastifyReply> {
  const formCookie = readCookie(request, FORM_COOKIE, gateway) ?? randomSecret()
  setCookie(reply, FORM_COOKIE, formCookie, { maxAge: FORM_LIFETIME, gateway })
  return sendAnswer(reply, signInPage(gateway, state, formTokenOf(formCookie)), undefined)
}

function signInPage({ config }: Gateway, state: FormState, formToken: string): Answer {
  const { returnTo, userName, status = 200, error } = state
  return {
    status,
    title: 'Sign in',
    width: 'narrow',
    body: html`<h1>Sign in</h1>
${error ? notice('bad', error) : ''}
${returnTo.startsWith('/oauthserver/') ? html`<p>An application would like to act for you. Sign in first; then you choose what it may do.</p>` : ''}
<form class="card" method="post" action="${paths.signIn}">
<input type="hidden" name="csrf" value="${formToken}">
<input type="hidden" name="return_to" value="${returnTo}">
${textField({ name: 'username', label: 'User name', value: userName ?? '', autocomplete: 'username', required: true, autofocus: !userName, maxLength: 128 })}
${textField({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', required: true, autofocus: !!userName })}
<button type="submit">Sign in</button>
</form>
${config.demo ? demoHint : ''}`,
  }
}

/** Whoever came here by way of an application has not seen the terminal for a while. */
const demoHint = html`<p class="muted">This is a demo. Sign in as <strong>rjkaplan</strong>, as <strong>angie</strong>, or, to
administrate, as <strong>admin</strong>. Their password is printed where <code>npm run demo</code> was started, and stands
in its README.</p>`

function formTokenOf(formCookie: string): string {
  return digest(`sign-in form ${formCookie}`)
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
