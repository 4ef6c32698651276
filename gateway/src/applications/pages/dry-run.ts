import { html } from 'hono/html'
import type { Gateway } from '../../gateway.ts'
import { icon } from '../../pages/icons.ts'
import type { Html } from '../../pages/layout.ts'
import type { Application } from '../application.ts'
import { type AutoApprovalRule, objections } from '../auto-approval.ts'
import { searchApplications } from '../search.ts'
import { decisionPath } from './proposals-page.ts'
import { stageBadge } from './stage-badge.ts'

const MOST = 200

/** What a rule would have done with the latest proposals, and why. Nothing is changed by it. */
export async function dryRunTable(gateway: Gateway, rule: AutoApprovalRule): Promise<Html> {
  const viewer = { phid: '', isAdministrator: true }
  const latest = await searchApplications(gateway, { viewer, limit: MOST })
  const proposals = latest.filter(({ ownerOnly }) => !ownerOnly)
  if (proposals.length === 0) return html`<p class="muted">Nothing was proposed yet.</p>`
  const judged = proposals.map((proposal) => ({ proposal, why: objections(rule, proposal) }))
  const approved = judged.filter(({ why }) => why.length === 0).length
  return html`<p>Of the ${judged.length} latest, ${approved} would have been approved.</p>
<ul class="plain">${judged.map(({ proposal, why }) => entry(proposal, why))}</ul>`
}

function entry(proposal: Application, why: readonly string[]): Html {
  return html`<li>${why.length === 0 ? html`<strong>${icon('check')} Approved</strong>` : html`<strong>${icon('cross')} Not approved</strong>`}:
<a href="${decisionPath(proposal)}">${proposal.name} ${proposal.version}</a> ${stageBadge(proposal)}${
    why.length > 0 ? html`<br><span class="muted small">${why.join(' ')}</span>` : ''
  }</li>`
}
