import { html } from 'hono/html'
import type { Transaction } from '../../history/history.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { paths } from '../../pages/paths.ts'
import type { Application } from '../application.ts'
import { sentenceOf, unreadNews } from '../news.ts'
import { searchApplications } from '../search.ts'
import { proposalPath } from './my-proposal.ts'
import { stageBadge } from './stage-badge.ts'

const MOST = 200

/** The applications that somebody proposed, and what has become of each. */
export async function myProposals({ gateway, session }: Visit): Promise<Answer> {
  const { phid } = session.account
  const viewer = { phid, isAdministrator: false }
  const applications = await searchApplications(gateway, { viewer, owners: [phid], limit: MOST })
  const news = await unreadNews(gateway, phid)
  return {
    title: 'Applications that I made',
    section: 'applications',
    body: html`<p class="small"><a href="${paths.myApplications}">My applications</a></p>
<div class="spread"><h1>Applications that I made</h1>
<a class="button" href="${paths.myProposals}new">Propose an application</a></div>
<p>An application lets a program of yours act for people who allow it. An administrator decides what it may do at most.</p>
${
  applications.length === 0
    ? html`<p class="card muted">You have proposed none.</p>`
    : html`<ul class="list">${applications.map((application) => entry(application, news.get(application.clientId) ?? []))}</ul>`
}`,
  }
}

function entry(application: Application, news: readonly Transaction[]): Html {
  return html`<li class="spread"><div><a href="${proposalPath(application)}"><strong>${application.name}</strong></a> <span class="muted small">${application.version}${application.ownerOnly ? ', for me only' : ''}</span>
${news.length > 0 ? html`<br><span class="small"><strong>New:</strong> ${news.map(sentenceOf).toReversed().join(' ')}</span>` : ''}</div>
${stageBadge(application)}</li>`
}
