import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import { isEverywhere } from '../../addresses/ranges.ts'
import { historyOf } from '../../history/history.ts'
import { quotaCard } from '../../limits/pages/quota-card.ts'
import type { Answer } from '../../pages/answer.ts'
import { notFound } from '../../pages/error-pages.ts'
import { formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice, noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import { type Application, findApplication } from '../applications.ts'
import { authorOf } from '../author.ts'
import { decideProposal } from '../decide.ts'
import { expireProposals } from '../expire.ts'
import { markRead, unreadNews } from '../news.ts'
import { resetSecret } from '../reset-secret.ts'
import { allowedScopes } from '../rules.ts'
import type { Stage } from '../stages.ts'
import { historyList } from './history-list.ts'
import { refusalNotice } from './refusal-notice.ts'
import { overlapIn, overlapText, secretNotice, secretSection } from './secret.ts'
import { stageBadge } from './stage-badge.ts'

export const noSuchProposal = notFound('You have proposed no such application.')

export function proposalPath({ clientId }: Pick<Application, 'clientId'>): string {
  return `${paths.myProposals}${encodeURIComponent(clientId)}/`
}

/** The application of this address, if it is the visitor's. */
export async function ownOf({ gateway, session, request }: Visit): Promise<Application | undefined> {
  await expireProposals(gateway)
  const { clientId } = request.params as { clientId: string }
  const application = await findApplication(gateway, clientId)
  return application?.createdBy === session.account.phid ? application : undefined
}

const notices = {
  saved: 'The application is saved.',
  withdrawn: 'The proposal is withdrawn.',
  disabled: 'The application is disabled. All its tokens are refused from now on.',
}

export async function myProposal(visit: Visit): Promise<Answer> {
  const application = await ownOf(visit)
  if (!application) return noSuchProposal
  const { gateway, session, request } = visit
  const news = (await unreadNews(gateway, session.account.phid)).get(application.clientId)
  const above = html`${noticeOf(request.query, notices)}${
    news
      ? html`<section class="card"><h2>New since you were here</h2>${await historyList(visit, news)}</section>`
      : ''
  }`
  await markRead(gateway, application)
  return showProposal(visit, application, above)
}

export async function withdraw(visit: Visit): Promise<Answer> {
  return setStage(visit, 'expired', 'withdrawn')
}

export async function disableOwn(visit: Visit): Promise<Answer> {
  return setStage(visit, 'disabled', 'disabled')
}

async function setStage(visit: Visit, stage: Stage, done: keyof typeof notices): Promise<Answer> {
  const application = await ownOf(visit)
  if (!application) return noSuchProposal
  const form = formOf(visit.request.body)
  const decision = { stage, reason: textOf(form, 'reason'), changeToken: textOf(form, 'change_token') }
  const decided = await decideProposal(visit.gateway, application.clientId, decision, authorOf(visit))
  if ('application' in decided) return { seeOther: `${proposalPath(application)}?done=${done}` }
  return {
    ...(await showProposal(visit, application, await refusalNotice(visit, decided.refused))),
    status: 422,
  }
}

export async function replaceSecret(visit: Visit): Promise<Answer> {
  const application = await ownOf(visit)
  if (!application) return noSuchProposal
  const overlapMinutes = overlapIn(formOf(visit.request.body))
  const reset = await resetSecret(visit.gateway, application.clientId, { overlapMinutes }, authorOf(visit))
  if ('refused' in reset) {
    return {
      ...(await showProposal(visit, application, await refusalNotice(visit, reset.refused))),
      status: 422,
    }
  }
  return showProposal(visit, reset.application, secretNotice(reset.clientSecret, overlapText(overlapMinutes)))
}

export async function showProposal(
  visit: Visit,
  application: Application,
  above: Html,
): Promise<Exclude<Answer, { seeOther: string }>> {
  const { gateway, session } = visit
  const { stage, clientId, kind } = application
  const path = proposalPath(application)
  const isOpen = stage === 'proposed'
  const isInUse = stage === 'approved' || stage === 'disabled'
  const scopes = isOpen ? application.requestedScopes : [...(await allowedScopes(gateway, clientId))].sort()
  return {
    title: application.name,
    section: 'applications',
    body: html`<p class="small"><a href="${paths.myProposals}">Applications that I made</a></p>
<div class="spread"><h1>${application.name} ${application.version}</h1>${stageBadge(application)}</div>
${above}
${isOpen ? notice('warn', 'It waits for an administrator. What nobody touches for 30 days is given up.') : ''}
${application.description ? html`<p>${application.description}</p>` : ''}
<section class="card"><h2>${isOpen ? 'What it asks for' : 'What it may do at most'}</h2>
${
  scopes.length === 0
    ? html`<p>Nothing but to learn who the user is.</p>`
    : html`<ul>${scopes.map((scope) => html`<li>${describeScope(scope).sentence} <code>${scope}</code></li>`)}</ul>`
}</section>
${isInUse ? await quotaCard(gateway, clientId) : ''}
<section class="card"><div class="spread"><h2>Registration</h2><span class="row">${
      isOpen || isInUse ? html`<a class="button quiet" href="${path}edit">Change</a>` : ''
    }<a class="button quiet" href="${paths.myProposals}new?from=${encodeURIComponent(clientId)}">New version</a></span></div>
${facts(visit, application)}</section>
${kind === 'confidential' && (isOpen || isInUse) ? secretSection(session, `${path}secret`) : ''}
${endSection(visit, application)}
<section class="card"><h2>History</h2>
${await historyList(visit, await historyOf(gateway.database, application.phid))}</section>`,
  }
}

function facts({ gateway }: Visit, application: Application): Html {
  const { redirectUris, addressRanges, oldSecretUntil, contact } = application
  const now = gateway.now()
  return html`<dl class="facts">
<dt>Client ID</dt><dd><code>${application.clientId}</code></dd>
<dt>Kind</dt><dd>${application.kind === 'public' ? 'Public: no secret, PKCE required' : 'Confidential: has a client secret'}${application.ownerOnly ? '; for you alone' : ''}</dd>
<dt>Grant types</dt><dd>${application.grantTypes.join(', ')}</dd>
<dt>Redirect addresses</dt><dd>${redirectUris.length > 0 ? html`${redirectUris.map((uri) => html`<code>${uri}</code> `)}${application.callbackIsPrefix ? 'and all below' : ''}` : 'none'}</dd>
<dt>May come from</dt><dd>${isEverywhere(addressRanges) ? 'everywhere' : addressRanges.join(', ')}</dd>
<dt>Told by e-mail</dt><dd>${contact ?? 'nobody'}</dd>
${oldSecretUntil !== undefined && oldSecretUntil > now ? html`<dt>Old secret</dt><dd>good until ${new Date(oldSecretUntil * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC</dd>` : ''}
<dt>Authorization address</dt><dd><code>${gateway.config.publicUrl}/oauthserver/auth/</code></dd>
<dt>Token address</dt><dd><code>${gateway.config.publicUrl}/oauthserver/token/</code></dd>
<dt>Proposed</dt><dd>${time(application.createdAt, now)}</dd>
</dl>`
}

function endSection({ session }: Visit, application: Application): Html | '' {
  const { stage, changeToken } = application
  if (stage !== 'proposed' && stage !== 'approved') return ''
  const isOpen = stage === 'proposed'
  return html`<section class="card"><h2>${isOpen ? 'Withdraw it' : 'Disable it'}</h2>
${isOpen ? '' : html`<p>Nobody can use it then, and only an administrator can enable it again.</p>`}
<form method="post" action="${proposalPath(application)}${isOpen ? 'withdraw' : 'disable'}">${csrfField(session)}
<input type="hidden" name="change_token" value="${changeToken}">
${textField({ name: 'reason', label: 'Reason (optional)', maxLength: 1000, autocomplete: 'off' })}
<button class="danger" type="submit">${isOpen ? 'Withdraw' : 'Disable'}</button></form></section>`
}
