import { html } from 'hono/html'
import type { Gateway } from '../../gateway.ts'
import { icon } from '../../pages/icons.ts'
import type { Html } from '../../pages/layout.ts'
import { counted, numeral } from '../../pages/numeral.ts'
import { type QuotaUse, useOfQuotas } from '../use-of-quotas.ts'

/** How often an application may call, and how often it did today. @param button for who may change that */
export async function quotaCard(gateway: Gateway, clientId: string, button: Html | '' = ''): Promise<Html> {
  const { today, uses } = await useOfQuotas(gateway, clientId)
  const refused =
    today.refused === 0
      ? ''
      : html`<dt>Refused today</dt><dd><span class="badge bad">${icon('warning')}${counted(today.refused, 'call')}</span></dd>`
  return html`<section class="card"><div class="spread"><h2>How often it may call</h2>${button}</div>
<dl class="facts">${uses.map(fact)}${uses.some(({ per }) => per === 'day') ? '' : html`<dt>A day</dt><dd>no limit; ${counted(today.calls, 'call')} today</dd>`}${refused}</dl></section>`
}

function fact(use: QuotaUse): Html {
  const { per, quota, used, isNear } = use
  const what = per === 'day' ? 'today' : 'in the busiest minute today'
  const share = html`${numeral(used)} ${what} (${percentOf(use)})`
  return html`<dt>${per === 'day' ? 'A day' : 'A minute'}</dt><dd>${counted(quota, 'call')}; ${isNear ? html`<span class="badge warn">${icon('warning')}${share}</span>` : share}</dd>`
}

/** For whoever uses it: nothing, until it is near one of its limits. */
export async function quotaWarning(gateway: Gateway, clientId: string): Promise<Html | ''> {
  const { uses } = await useOfQuotas(gateway, clientId)
  const near = uses.find(({ isNear }) => isNear)
  if (!near) return ''
  const { per, quota, used } = near
  const when = per === 'day' ? 'today' : 'in one minute today'
  return html`<p class="small"><span class="badge warn">${icon('warning')}Near its limit</span> For all who use it together it made
${numeral(used)} of the ${numeral(quota)} calls ${when} that it may make in a ${per}. What is above is refused until there is room again.</p>`
}

function percentOf({ used, quota }: QuotaUse): string {
  return `${Math.round((100 * used) / quota)} %`
}
