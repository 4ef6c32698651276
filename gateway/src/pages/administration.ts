import { html } from 'hono/html'
import { waitingProposals } from '../applications/search.ts'
import type { Gateway } from '../gateway.ts'
import type { Html } from './layout.ts'
import { paths } from './paths.ts'

/** What administrators have beside each other, with the page that is open. */
export async function administrationTabs(gateway: Gateway, current: string): Promise<Awaited<Html>> {
  const { backend, callLog } = gateway
  const waiting = await waitingProposals(gateway)
  const tabs = [
    { href: paths.applications, text: 'Applications' },
    { href: paths.proposals, text: waiting > 0 ? `Proposals (${waiting})` : 'Proposals' },
    { href: paths.rules, text: 'Rules' },
    ...(backend.newMethods ? [{ href: paths.newMethods, text: 'New methods' }] : []),
    { href: paths.secondFactorMethods, text: 'Second factor' },
    ...(callLog ? [{ href: paths.calls, text: 'Calls' }] : []),
    { href: paths.tokensOfOthers, text: 'API tokens' },
    { href: paths.securityLog, text: 'Security log' },
  ]
  return html`<nav class="tabs" aria-label="Administration"><ul>${tabs.map(
    ({ href, text }) =>
      html`<li><a href="${href}"${href === current ? html` aria-current="page"` : ''}>${text}</a></li>`,
  )}</ul></nav>`
}
