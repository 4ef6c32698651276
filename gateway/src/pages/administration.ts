import { html } from 'hono/html'
import type { Gateway } from '../gateway.ts'
import type { Html } from './layout.ts'
import { paths } from './paths.ts'

/** What administrators have beside each other, with the page that is open. */
export function administrationTabs({ backend, callLog }: Gateway, current: string): Html {
  const tabs = [
    { href: paths.applications, text: 'Applications' },
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
