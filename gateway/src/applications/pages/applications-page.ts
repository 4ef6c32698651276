import { html } from 'hono/html'
import { administrationTabs } from '../../pages/administration.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { newMethodsNotice } from '../../pages/new-methods.ts'
import { paths } from '../../pages/paths.ts'
import { type Application, listApplications } from '../applications.ts'
import { stageBadge } from './stage-badge.ts'

export async function applicationsPage({ gateway }: Visit): Promise<Answer> {
  const applications = (await listApplications(gateway)).filter(({ stage }) => isDecided(stage))
  return {
    title: 'Applications',
    section: 'admin',
    body: html`${administrationTabs(gateway, paths.applications)}
<div class="spread"><h1>Applications</h1>
<a class="button" href="${paths.applications}new">Register an application</a></div>
${newMethodsNotice(gateway)}
${
  applications.length === 0
    ? html`<p class="card muted">No application is registered yet.</p>`
    : html`<ul class="list">${applications.map(entry)}</ul>`
}`,
  }
}

function entry(application: Application): Html {
  return html`<li class="spread"><div><a href="${pathOf(application)}"><strong>${application.name}</strong></a> <span class="muted small">${application.version}</span><br>
<span class="muted small">${application.description || application.clientId}</span></div>${stageBadge(application)}</li>`
}

/** Whether it came to be used: what did not is among the proposals. */
export function isDecided(stage: Application['stage']): boolean {
  return stage === 'approved' || stage === 'disabled'
}

/** The path of its page; those below it start with it. */
export function pathOf({ clientId }: Pick<Application, 'clientId'>): string {
  return `${paths.applications}${encodeURIComponent(clientId)}/`
}
