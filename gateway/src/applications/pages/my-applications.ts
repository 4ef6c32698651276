import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import { covers, formatScopes, methodOf, type Scope } from '../../access/scope.ts'
import { callsOfGrant } from '../../audit/call-log/pages/addresses.ts'
import { recordVisit } from '../../audit/visit.ts'
import { type Grant, grantById, grantsOf, revokeGrant } from '../../grants/grants.ts'
import { quotaWarning } from '../../limits/pages/quota-card.ts'
import type { Answer } from '../../pages/answer.ts'
import { notFound } from '../../pages/error-pages.ts'
import type { Visit } from '../../pages/guard.ts'
import { icon } from '../../pages/icons.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import { type Application, isUsable } from '../application.ts'
import { findApplication } from '../applications.ts'
import { unreadNews } from '../news.ts'
import { allowedScopes } from '../rules.ts'

export async function myApplications(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const grants = await grantsOf(gateway, session.account.phid)
  const cards = await Promise.all(grants.map((grant) => grantCard(visit, grant)))
  const news = await unreadNews(gateway, session.account.phid)
  return {
    title: 'My applications',
    section: 'applications',
    body: html`<div class="spread"><h1>My applications</h1>
<a class="button quiet" href="${paths.myProposals}">Applications that I made${news.size > 0 ? ` (${news.size} new)` : ''}</a></div>
${noticeOf(request.query, { revoked: 'The application can no longer act in your name. Its tokens stopped working at once.' })}
<p>These applications may act in Maniphest in your name. Whatever they do is recorded as done by you.${gateway.callLog ? html` <a href="${paths.myCalls}">All calls in your name</a>` : ''}</p>
${cards.length > 0 ? cards : html`<p class="card muted">You have granted nothing to any application.</p>`}`,
  }
}

export async function revoke(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const { grantId } = request.params as { grantId: string }
  const grant = await grantById(gateway, grantId)
  if (grant && grant.userPhid !== session.account.phid)
    return notFound('You have granted no such application anything.')
  if (grant) {
    const { clientId, scopes, grantId } = grant
    const event = { kind: 'grant-revoked', clientId, detail: formatScopes(scopes) } as const
    await recordVisit(visit, event, (inside) => revokeGrant(inside, grantId))
  }
  return { seeOther: `${paths.myApplications}?done=revoked` }
}

async function grantCard({ gateway, session }: Visit, grant: Grant): Promise<Html> {
  const now = gateway.now()
  const application = await findApplication(gateway, grant.clientId)
  const name = application?.name ?? 'An application that is no longer registered'
  return html`<section class="card"><div class="spread"><h2>${name}</h2>${stateBadge(application)}</div>
${application?.description ? html`<p>${application.description}</p>` : ''}
${await quotaWarning(gateway, grant.clientId)}
${scopeList(grant, await allowedScopes(gateway, grant.clientId))}
<div class="spread"><p class="muted small">Granted ${time(grant.createdAt, now)} · ${
    grant.lastUsedAt === undefined ? 'never used' : html`last used ${time(grant.lastUsedAt, now)}`
  }${
    gateway.callLog
      ? html` · <a href="${callsOfGrant(grant.grantId)}" aria-label="What it did: ${name}">What it did</a>`
      : ''
  }</p>
<form method="post" action="${paths.myApplications}${encodeURIComponent(grant.grantId)}/revoke">${csrfField(session)}
<button class="danger" type="submit" aria-label="Revoke ${name}">Revoke</button></form></div></section>`
}

function stateBadge(application: Application | undefined): Html | '' {
  if (application && isUsable(application)) return ''
  return html`<span class="badge warn">${icon('warning')}Disabled by an administrator</span>`
}

function scopeList(grant: Grant, rules: ReadonlySet<Scope>): Html {
  if (grant.scopes.size === 0) return html`<p>It knows who you are, and may do nothing else.</p>`
  const scopes = [...grant.scopes].sort()
  return html`<p>It may:</p><ul>${scopes.map(
    (scope) => html`<li>${describeScope(scope).sentence}${restriction(scope, rules)}</li>`,
  )}</ul>`
}

/** The rules may have become narrower since the user granted it. */
function restriction(scope: Scope, rules: ReadonlySet<Scope>): Html | '' {
  if (covers(rules, scope)) return ''
  const inPart = [...rules].some((allowed) => methodOf(allowed) === scope)
  return html` <span class="muted">(an administrator has ruled out ${inPart ? 'parts of this' : 'this'})</span>`
}
