import { html } from 'hono/html'
import { originOf, recordSecurityEvent } from '../audit/security-log.ts'
import type { Answer } from '../pages/answer.ts'
import { formOf, textField, textOf } from '../pages/form.ts'
import type { Visit } from '../pages/guard.ts'
import { csrfField } from '../pages/layout.ts'
import { notice } from '../pages/notice.ts'
import { paths } from '../pages/paths.ts'
import { confirmed } from './confirm.ts'
import { factorsOf } from './factors.ts'

/** Seconds after a sign-in within which a first factor may be added without a further question. */
const FRESH = 600

/**
 * Lets somebody add a factor: with a proof by one that they have, or, for the first, after a sign-in of just now. So a
 * browser that was left open does not give its account away.
 */
export async function admitted(
  visit: Visit,
  sentence: string,
  perform: () => Promise<Answer>,
): Promise<Answer> {
  const { gateway, session, request } = visit
  const factors = await factorsOf(gateway, session.account.phid)
  if (factors.length > 0) return confirmed(visit, { name: 'second-factor-add', sentence }, perform)
  // Behind one host name with a Phorge, only Phorge knows when somebody signed in.
  const { signedInAt = gateway.now() } = session
  if (signedInAt > gateway.now() - FRESH) return perform()
  if (!gateway.backend.verifyPassword) return signInAgainPage(visit)

  const password = textOf(formOf(request.body), 'password')
  if (!password) return passwordPage(visit, sentence)
  const { phid, userName } = session.account
  const attempt = gateway.secondFactorLimit.begin(phid, phid)
  if (!attempt.allowed) {
    return passwordPage(visit, sentence, `Too many attempts. Please wait ${attempt.retryAfter} seconds.`)
  }
  const account = await gateway.backend.verifyPassword(userName, password)
  if (account?.phid !== phid) {
    const event = { kind: 'sign-in-failed', at: gateway.now(), userPhid: phid, ...originOf(request) } as const
    await recordSecurityEvent(gateway.database, event)
    return passwordPage(visit, sentence, 'This is not your password.')
  }
  gateway.secondFactorLimit.succeed(phid, phid)
  return perform()
}

function passwordPage({ session, request }: Visit, sentence: string, error?: string): Answer {
  const form = formOf(request.body)
  return {
    status: error ? 422 : 200,
    title: 'Your password',
    section: 'second-factor',
    width: 'narrow',
    body: html`<h1>Your password, once more</h1>
${error ? notice('bad', 'Nothing is set up yet.') : ''}
<p>You signed in a while ago. To ${sentence}, show that it is still you.</p>
<form class="card" method="post" action="${request.url}">${csrfField(session)}
<input type="hidden" name="return_to" value="${textOf(form, 'return_to')}">
${textField({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', required: true, autofocus: true, error })}
<button type="submit">Go on</button></form>`,
  }
}

function signInAgainPage({ session, request }: Visit): Answer {
  return {
    title: 'Sign in again',
    section: 'second-factor',
    width: 'narrow',
    body: html`<h1>Sign in again first</h1>
<p>You signed in a while ago. A first second factor is set up within ten minutes of a sign-in, so that nobody else can do
it in a browser that you left open.</p>
<form class="card" method="post" action="${paths.secondFactor}sign-in-again">${csrfField(session)}
<input type="hidden" name="return_to" value="${textOf(formOf(request.body), 'return_to')}">
<button type="submit">Sign in again</button></form>`,
  }
}
