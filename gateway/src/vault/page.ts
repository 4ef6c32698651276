import type { FastifyInstance } from 'fastify'
import { html } from 'hono/html'
import { findApplication } from '../applications/applications.ts'
import { originOf } from '../audit/security-log.ts'
import type { PhorgeLink } from '../backends/phorge/link.ts'
import { endToken } from '../backends/phorge/same-origin/api-tokens.ts'
import type { Gateway } from '../gateway.ts'
import { grantsOf } from '../grants/grants.ts'
import type { Answer } from '../pages/answer.ts'
import { formOf, textField, textOf } from '../pages/form.ts'
import { forSignedIn, type Visit } from '../pages/guard.ts'
import { icon } from '../pages/icons.ts'
import { csrfField, type Html } from '../pages/layout.ts'
import { noticeOf } from '../pages/notice.ts'
import { paths } from '../pages/paths.ts'
import { time } from '../pages/time.ts'
import { confirmed } from '../second-factor/confirm.ts'
import { goOn } from '../sessions/go-on.ts'
import { safeReturnTo } from '../sessions/return-to.ts'
import { readPastedToken } from './pasted-token.ts'
import type { KeptToken } from './vault.ts'

interface PhorgeVisit extends Visit {
  readonly phorge: PhorgeLink
}

/** Where people see whether a token of theirs is kept, bring one, and delete it. */
export function phorgeTokenRoutes(server: FastifyInstance, gateway: Gateway, phorge: PhorgeLink): void {
  const route = (handler: (visit: PhorgeVisit) => Promise<Answer>) =>
    forSignedIn(gateway, (visit) => handler({ ...visit, phorge }))
  server.get(
    paths.phorgeToken,
    route((visit) => tokenPage(visit, {})),
  )
  server.post(paths.phorgeToken, route(link))
  server.post(`${paths.phorgeToken}delete`, route(forget))
}

async function link(visit: PhorgeVisit): Promise<Answer> {
  const { gateway, phorge, session, request } = visit
  const form = formOf(request.body)
  const returnTo = returnToOf(gateway, textOf(form, 'return_to'))
  const pasted = await readPastedToken(phorge.site, textOf(form, 'token'), session.account)
  if ('wrong' in pasted) return tokenPage(visit, { error: pasted.wrong, returnTo })
  const before = await phorge.vault.keep({
    userPhid: session.account.phid,
    token: pasted.token,
    origin: originOf(request),
  })
  await endAtPhorge(visit, before)
  return returnTo
    ? goOn(returnTo, 'Your account is linked')
    : { seeOther: `${paths.phorgeToken}?done=linked` }
}

async function forget(visit: PhorgeVisit): Promise<Answer> {
  const sentence = 'delete the Phorge token that is kept for you'
  return confirmed(visit, { name: 'phorge-token-delete', sentence }, async () => {
    const before = await visit.phorge.vault.forget(visit.session.account.phid, originOf(visit.request))
    const isEnded = await endAtPhorge(visit, before)
    return { seeOther: `${paths.phorgeToken}?done=${isEnded ? 'ended' : 'deleted'}` }
  })
}

/** Phorge ends a token for the person alone, and by a number that it told only when it made it for us. */
async function endAtPhorge({ phorge, request }: PhorgeVisit, kept: KeptToken | undefined): Promise<boolean> {
  if (phorge.mode !== 'same-origin' || kept?.phorgeId === undefined) return false
  const visitor = await phorge.visitors.visitorOf(request)
  return visitor !== undefined && endToken(phorge.site, visitor, kept.phorgeId)
}

/** Only in the middle of an authorization does somebody go on from here. */
function returnToOf(gateway: Gateway, candidate: unknown): string | undefined {
  const path = safeReturnTo(candidate, gateway)
  return path.startsWith('/oauthserver/') ? path : undefined
}

interface PageState {
  readonly error?: string
  readonly returnTo?: string | undefined
}

async function tokenPage(visit: PhorgeVisit, state: PageState): Promise<Answer> {
  const { gateway, phorge, session, request } = visit
  const kept = await phorge.vault.kept(session.account.phid)
  const query = request.query as { return_to?: unknown }
  const returnTo = state.returnTo ?? returnToOf(gateway, query.return_to)
  const isInForce = kept !== undefined && kept.refusedAt === undefined
  return {
    status: state.error ? 422 : 200,
    title: 'Phorge token',
    section: 'phorge-token',
    width: returnTo ? 'narrow' : 'regular',
    body: html`<h1>${returnTo && !isInForce ? 'Link your Phorge account' : 'Phorge token'}</h1>
${noticeOf(request.query, done)}
${returnTo && !isInForce ? html`<p>An application would like to act for you. Link your account once; then you choose what it may do.</p>` : explanation}
${kept ? keptCard(visit, kept, await dependants(visit)) : returnTo ? '' : html`<p class="card muted">No token of yours is kept.${phorge.mode === 'same-origin' ? ' Phorge makes one when you allow an application to act for you.' : ''}</p>`}
${isInForce && !state.error ? '' : pasteForm(visit, { ...state, returnTo })}`,
  }
}

const done = {
  linked: 'Your account is linked. Applications that you allow to can act in your name now.',
  deleted:
    'The token is deleted here, and no application can act in your name any more. To end it at Phorge too, terminate it in your settings there.',
  ended: 'The token is deleted here and ended at Phorge. No application can act in your name any more.',
}

const explanation = html`<p>Applications that you allow to act in your name never get a token of Phorge’s. This gateway keeps one for
you, encrypted, and calls Phorge with it when you have allowed the call: so Phorge names you as the author.</p>`

function keptCard({ gateway, session }: PhorgeVisit, kept: KeptToken, dependants: readonly string[]): Html {
  const now = gateway.now()
  const { keptAt, lastUsedAt, refusedAt } = kept
  return html`<section class="card"><div class="spread"><h2>Your token</h2>${stateBadge(kept)}</div>
${refusedAt === undefined ? '' : suspended}
<dl class="facts">
<dt>Kept since</dt><dd>${time(keptAt, now)}</dd>
<dt>Last used</dt><dd>${lastUsedAt === undefined ? 'never' : time(lastUsedAt, now)}</dd>
${refusedAt === undefined ? '' : html`<dt>Refused</dt><dd>${time(refusedAt, now)}</dd>`}
<dt>Used for</dt><dd>${dependants.length > 0 ? dependants.join(', ') : 'no application'}</dd>
</dl>
<form method="post" action="${paths.phorgeToken}delete">${csrfField(session)}
${refusedAt === undefined && dependants.length > 0 ? html`<p class="muted small">Without it these applications stop acting for you at once. What you granted them stays, and works again when a token is kept.</p>` : ''}
<button class="danger" type="submit">Delete it</button></form></section>`
}

const suspended = html`<p>Phorge does not take this token any more. What you granted is suspended and not lost: it works again with a
new one.</p>`

function stateBadge({ refusedAt }: KeptToken): Html {
  return refusedAt === undefined
    ? html`<span class="badge good">${icon('check')}in force</span>`
    : html`<span class="badge warn">${icon('warning')}refused by Phorge</span>`
}

/** Names of the applications that call with it. */
async function dependants({ gateway, session }: PhorgeVisit): Promise<string[]> {
  const grants = await grantsOf(gateway, session.account.phid)
  const applications = await Promise.all(grants.map(({ clientId }) => findApplication(gateway, clientId)))
  return applications.flatMap((application) => application?.name ?? [])
}

function pasteForm({ phorge, session }: PhorgeVisit, { error, returnTo }: PageState): Html {
  const panel = `${phorge.publicUrl}/settings/panel/apitokens/`
  const form = html`<form class="card" method="post" action="${paths.phorgeToken}">${csrfField(session)}
<h2>Bring a token</h2>
<ol class="steps">
<li>Open <a href="${panel}" target="_blank" rel="noopener">your API tokens at Phorge</a>, signed in there as <strong>${session.account.userName}</strong>.</li>
<li>Press <em>Generate Token</em>, and copy what begins with <code>api-</code>.</li>
<li>Paste it here.</li>
</ol>
${returnTo ? html`<input type="hidden" name="return_to" value="${returnTo}">` : ''}
${textField({ name: 'token', label: 'API token', type: 'password', autocomplete: 'off', required: true, maxLength: 200, error, hint: 'It is checked with Phorge and kept encrypted. Applications never see it.' })}
<button type="submit">Link the account</button></form>`
  if (phorge.mode === 'own-origin' || error || returnTo) return form
  return html`<details><summary>Bring a token yourself</summary>${form}</details>`
}
