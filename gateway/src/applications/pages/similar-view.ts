import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import { covers } from '../../access/scope.ts'
import type { Html } from '../../pages/layout.ts'
import type { Application } from '../application.ts'
import type { SimilarApplication } from '../similar.ts'
import { pathOf } from './applications-page.ts'

/** What applications have that are like this one: a proposal that asks for more stands out. */
export function similarSection(similar: readonly SimilarApplication[], proposal: Application): Html | '' {
  if (similar.length === 0) return ''
  return html`<section class="card"><h2>Applications like it</h2><ul>${similar.map((one) => entry(one, proposal))}</ul></section>`
}

function entry(
  { application, scopes, sharedHosts, sharedScopes }: SimilarApplication,
  proposal: Application,
): Html {
  const { requestedScopes } = proposal
  const missing = requestedScopes.filter((scope) => !covers(scopes, scope))
  return html`<li><a href="${pathOf(application)}">${application.name} ${application.version}</a>${
    sharedHosts.length > 0 ? html`, on the same host (${sharedHosts.join(', ')})` : ''
  }: has ${sharedScopes.length} of the ${requestedScopes.length} methods.${
    missing.length > 0
      ? html`<br><span class="muted small">It may not: ${missing.map((scope) => describeScope(scope).sentence).join('; ')}.</span>`
      : ''
  }</li>`
}
