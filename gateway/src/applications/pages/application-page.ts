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
import { noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import { type Application, findApplication } from '../applications.ts'
import { authorOf } from '../author.ts'
import { decideProposal, refusalOf } from '../decide.ts'
import { resetSecret } from '../reset-secret.ts'
import { allowedScopes } from '../rules.ts'
import { isDecided, pathOf } from './applications-page.ts'
import { historyList } from './history-list.ts'
import { decisionPath } from './proposals-page.ts'
import { refusalNotice } from './refusal-notice.ts'
import { overlapIn, overlapText, secretNotice, secretSection } from './secret.ts'
import { stageBadge } from './stage-badge.ts'

/** The application that the address names. */
export async function applicationOf({ gateway, request }: Visit): Promise<Application | undefined> {
  const { clientId } = request.params as { clientId: string }
  return findApplication(gateway, clientId)
}

export const noSuchApplication = notFound('There is no such application.')

const notices = {
  saved: 'The application is saved.',
  rules: 'The rules are saved. They hold from the next call on.',
  quotas: 'The quotas are saved. They hold from the next call on.',
  disabled: 'The application is disabled. All its tokens are refused from now on.',
  enabled: 'The application is enabled.',
}

export async function applicationPage(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  if (!isDecided(application.stage)) return { seeOther: decisionPath(application) }
  return showApplication(visit, application, noticeOf(visit.request.query, notices))
}

export async function disable(visit: Visit): Promise<Answer> {
  return setStage(visit, 'disabled')
}

export async function enable(visit: Visit): Promise<Answer> {
  return setStage(visit, 'approved')
}

async function setStage(visit: Visit, stage: 'disabled' | 'approved'): Promise<Answer> {
  const { gateway, request } = visit
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const form = formOf(request.body)
  const reason = textOf(form, 'reason')
  const decision = { stage, reason, changeToken: textOf(form, 'change_token') }
  const author = authorOf(visit)
  const refused = await refusalOf(gateway, application.clientId, decision, author)
  if (refused) return showApplication(visit, application, await refusalNotice(visit, refused), { reason })
  const perform = async (): Promise<Answer> => {
    const decided = await decideProposal(gateway, application.clientId, decision, author)
    if ('application' in decided) {
      return { seeOther: `${pathOf(application)}?done=${stage === 'disabled' ? 'disabled' : 'enabled'}` }
    }
    return showApplication(visit, application, await refusalNotice(visit, decided.refused), { reason })
  }
  if (stage === 'disabled') return perform()
  return confirmed(visit, { name: 'application-approve', sentence: `enable “${application.name}”` }, perform)
}

export async function newSecret(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const form = formOf(visit.request.body)
  const overlapMinutes = overlapIn(form)
  const reset = await resetSecret(
    visit.gateway,
    application.clientId,
    { overlapMinutes, reason: textOf(form, 'reason') },
    authorOf(visit),
  )
  if ('refused' in reset)
    return showApplication(visit, application, await refusalNotice(visit, reset.refused))
  return showApplication(
    visit,
    reset.application,
    secretNotice(reset.clientSecret, overlapText(overlapMinutes)),
  )
}

export async function showApplication(
  visit: Visit,
  application: Application,
  above: Html | '',
  { reason = '' }: { readonly reason?: string } = {},
): Promise<Answer> {
  const { gateway, session } = visit
  const path = pathOf(application)
  const rules = [...(await allowedScopes(gateway, application.clientId))].sort()
  const creator = await gateway.backend.accountByPhid(application.createdBy)
  return {
    title: application.name,
    section: 'admin',
    body: html`<p class="small"><a href="${paths.applications}">Applications</a></p>
<div class="spread"><h1>${application.name}</h1>${stageBadge(application)}</div>
${above}
${application.description ? html`<p>${application.description}</p>` : ''}
<section class="card"><div class="spread"><h2>What it may do at most</h2><a class="${rules.length === 0 ? 'button' : 'button quiet'}" href="${path}rules">${rules.length === 0 ? 'Choose what it may do' : 'Change the rules'}</a></div>
${
  rules.length === 0
    ? html`<p>Nothing yet but to learn who the user is.</p>`
    : html`<ul>${rules.map((scope) => html`<li>${describeScope(scope).sentence} <code>${scope}</code></li>`)}</ul>`
}</section>
${await quotaCard(gateway, application.clientId, html`<a class="button quiet" href="${path}quotas">Change the quotas</a>`)}
<section class="card"><div class="spread"><h2>Registration</h2><a class="button quiet" href="${path}edit">Edit</a></div>
<dl class="facts">
<dt>Client ID</dt><dd><code>${application.clientId}</code></dd>
<dt>Version</dt><dd>${application.version}${application.ownerOnly ? ', for its owner alone' : ''}</dd>
<dt>Kind</dt><dd>${application.kind === 'public' ? 'Public: no secret, PKCE required' : 'Confidential: has a client secret'}${application.phorgeCompatible ? '; written for Phorge’s own OAuth server' : ''}</dd>
<dt>Redirect addresses</dt><dd>${application.redirectUris.length > 0 ? codes(application.redirectUris) : 'none'}${application.callbackIsPrefix ? ' and all below' : ''}</dd>
<dt>May come from</dt><dd>${isEverywhere(application.addressRanges) ? 'everywhere' : codes(application.addressRanges)}</dd>
<dt>Origins for browsers</dt><dd>${application.origins.length > 0 ? codes(application.origins) : 'none'}</dd>
<dt>Authorization address</dt><dd><code>${gateway.config.publicUrl}/oauthserver/auth/</code></dd>
<dt>Token address</dt><dd><code>${gateway.config.publicUrl}/oauthserver/token/</code></dd>
<dt>Registered</dt><dd>${time(application.createdAt, gateway.now())}${creator ? html` by ${creator.userName}` : ''}</dd>
</dl></section>
${stopSection(visit, application, reason)}
${application.kind === 'confidential' ? secretSection(session, `${path}secret`) : ''}
<section class="card"><h2>History</h2>
${await historyList(visit, await historyOf(gateway.database, application.phid))}</section>`,
  }
}

function stopSection({ session }: Visit, application: Application, reason: string): Html | '' {
  const { stage } = application
  if (!isDecided(stage)) return ''
  const stops = stage === 'approved'
  return html`<section class="card"><h2>${stops ? 'Stop it' : 'Let it go on'}</h2>
<p>${stops ? 'Disabled, nobody can sign in to it and none of its tokens works. What people granted is kept for when it is enabled again.' : 'It is disabled: nobody can sign in to it, and none of its tokens works.'}</p>
<form method="post" action="${pathOf(application)}${stops ? 'disable' : 'enable'}">${csrfField(session)}
<input type="hidden" name="change_token" value="${application.changeToken}">
${textField({ name: 'reason', label: stops ? 'Reason' : 'Reason (optional)', value: reason, required: stops, maxLength: 1000, autocomplete: 'off', hint: 'Its owner is told.' })}
<button class="${stops ? 'danger' : 'quiet'}" type="submit">${stops ? 'Disable' : 'Enable'}</button></form></section>`
}

function codes(values: readonly string[]): Html {
  return html`${values.map((value, index) => html`${index > 0 ? html`<br>` : ''}<code>${value}</code>`)}`
}
