import { html } from 'hono/html'
import { isScope } from '../../access/scope.ts'
import { historyOf } from '../../history/history.ts'
import type { Answer } from '../../pages/answer.ts'
import { formOf, textField, textOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import { type Application, versionsOf } from '../applications.ts'
import { authorOf } from '../author.ts'
import { decideProposal, refusalOf } from '../decide.ts'
import { expireProposals } from '../expire.ts'
import { redirectWarnings } from '../proposal/redirect-rules.ts'
import { allowedScopes } from '../rules.ts'
import { approvedBefore, similarApplications } from '../similar.ts'
import { applicationOf, noSuchApplication } from './application-page.ts'
import { pathOf } from './applications-page.ts'
import { type Before, differenceSection, requestSection, scopeChoices } from './difference-view.ts'
import { historyList } from './history-list.ts'
import { personOf } from './person.ts'
import { decisionPath } from './proposals-page.ts'
import { refusalNotice } from './refusal-notice.ts'
import { similarSection } from './similar-view.ts'
import { stageBadge } from './stage-badge.ts'

/** What an administrator has chosen so far. */
interface Choice {
  /** The methods that are ticked. @default all */
  readonly ticked?: ReadonlySet<string>
  readonly reason?: string
  readonly above?: Html
}

/** One proposal as who decides about it sees it. */
export async function proposalPage(visit: Visit): Promise<Answer> {
  await expireProposals(visit.gateway)
  const application = await applicationOf(visit)
  return application ? show(visit, application) : noSuchApplication
}

export async function decide(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const form = formOf(request.body)
  const stage = textOf(form, 'decision') === 'approve' ? 'approved' : 'rejected'
  const scopes = textsOf(form, 'scope').filter(isScope)
  const reason = textOf(form, 'reason')
  const decision = {
    stage,
    reason,
    changeToken: textOf(form, 'change_token'),
    ...(stage === 'approved' && { scopes }),
  } as const
  const author = authorOf(visit)
  const again = async (refused: NonNullable<Awaited<ReturnType<typeof refusalOf>>>): Promise<Answer> => {
    const above = await refusalNotice(visit, refused)
    return { ...(await show(visit, application, { ticked: new Set(scopes), reason, above })), status: 422 }
  }
  const refused = await refusalOf(gateway, application.clientId, decision, author)
  if (refused) return again(refused)
  const perform = async (): Promise<Answer> => {
    const decided = await decideProposal(gateway, application.clientId, decision, author)
    return 'refused' in decided ? again(decided.refused) : { seeOther: `${paths.proposals}?done=${stage}` }
  }
  if (stage === 'rejected') return perform()
  const sentence = `approve “${application.name}” ${application.version}`
  return confirmed(visit, { name: 'application-approve', sentence }, perform)
}

async function show(
  visit: Visit,
  application: Application,
  choice: Choice = {},
): Promise<Exclude<Answer, { seeOther: string }>> {
  const { gateway } = visit
  const { name, version, stage, createdBy, createdAt } = application
  const before = await versionBefore(visit, application)
  return {
    title: `${name} ${version}`,
    section: 'admin',
    body: html`<p class="small"><a href="${paths.proposals}">Proposals</a></p>
<div class="spread"><h1>${name} ${version}</h1>${stageBadge(application)}</div>
${choice.above ?? ''}
<p class="muted">Proposed by ${await personOf(gateway, createdBy)} ${time(createdAt, gateway.now())}${application.ownerOnly ? ', for themself only' : ''}.
${stage === 'approved' || stage === 'disabled' ? html`<a href="${pathOf(application)}">What has become of it</a>` : ''}</p>
${application.description ? html`<p>${application.description}</p>` : ''}
${redirectWarnings(application).map((text) => notice('warn', text))}
${before ? differenceSection(before, application) : ''}
${stage === 'proposed' ? decisionForm(visit, application, before, choice) : html`<section class="card"><h2>What it asked for</h2>${scopeChoices(application, before, undefined)}</section>`}
${requestSection(application)}
${similarSection(await similarApplications(gateway, application), application)}
<section class="card"><h2>History</h2>
${await historyList(visit, await historyOf(gateway.database, application.phid))}</section>`,
  }
}

async function versionBefore({ gateway }: Visit, application: Application): Promise<Before | undefined> {
  if (application.createdBy === '') return undefined
  const before = approvedBefore(await versionsOf(gateway, application), application)
  return before && { application: before, allowed: await allowedScopes(gateway, before.clientId) }
}

function decisionForm(
  { session }: Visit,
  application: Application,
  before: Before | undefined,
  { ticked, reason = '' }: Choice,
): Html {
  const chosen = ticked ?? new Set<string>(application.requestedScopes)
  return html`<form class="card" method="post" action="${decisionPath(application)}">${csrfField(session)}
<input type="hidden" name="change_token" value="${application.changeToken}">
<h2>What it asks for</h2>
<p>Untick what it shall not have. It gets no more than what is ticked, and each user decides for themself within that.</p>
${scopeChoices(application, before, chosen)}
${textField({ name: 'reason', label: 'Reason', value: reason, rows: 2, maxLength: 1000, hint: 'Its owner is told. Needed to reject it, and to approve it with less than it asks for.' })}
<div class="row"><button type="submit" name="decision" value="approve">Approve what is ticked</button>
<button class="danger" type="submit" name="decision" value="reject">Reject</button></div></form>`
}
