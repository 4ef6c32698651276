import { html } from 'hono/html'
import { administrationTabs } from '../../pages/administration.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import type { Application } from '../application.ts'
import { searchApplications } from '../search.ts'
import { personOf } from './person.ts'
import { stageBadge } from './stage-badge.ts'

const MOST = 100
const MOST_DECIDED = 20

const notices = {
  approved: 'The application is approved. Its owner is told.',
  rejected: 'The proposal is rejected. Its owner is told.',
}

/** What waits for an administrator, the oldest first, and what did not become an application. */
export async function proposalsPage(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const viewer = { phid: session.account.phid, isAdministrator: true }
  const waiting = await searchApplications(gateway, {
    viewer,
    stages: ['proposed'],
    order: 'oldest',
    limit: MOST,
  })
  const gone = await searchApplications(gateway, {
    viewer,
    stages: ['rejected', 'expired'],
    limit: MOST_DECIDED,
  })
  const [open, closed] = await Promise.all([entries(visit, waiting), entries(visit, gone)])
  return {
    title: 'Proposals',
    section: 'admin',
    body: html`${administrationTabs(gateway, paths.proposals)}
<div class="spread"><h1>Proposals</h1><span class="row"><a class="button quiet" href="${paths.approvalRules}">Approval rules</a>
<a class="button quiet" href="${paths.editTerms}">Terms</a></span></div>
${noticeOf(request.query, notices)}
${open.length === 0 ? html`<p class="card muted">Nothing waits for you.</p>` : html`<ul class="list">${open}</ul>`}
${closed.length > 0 ? html`<h2>Rejected and given up</h2><ul class="list">${closed}</ul>` : ''}`,
  }
}

function entries({ gateway }: Visit, applications: readonly Application[]): Promise<Html[]> {
  return Promise.all(
    applications.map(
      async (
        application,
      ) => html`<li class="spread"><div><a href="${decisionPath(application)}"><strong>${application.name}</strong></a> <span class="muted small">${application.version}</span><br>
<span class="muted small">${await personOf(gateway, application.createdBy)}, ${time(application.createdAt, gateway.now())}</span></div>
${stageBadge(application)}</li>`,
    ),
  )
}

/** Where an administrator decides about it. */
export function decisionPath({ clientId }: Pick<Application, 'clientId'>): string {
  return `${paths.proposals}${encodeURIComponent(clientId)}/`
}
