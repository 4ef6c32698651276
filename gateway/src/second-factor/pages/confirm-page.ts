import { html } from 'hono/html'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { safeReturnTo } from '../../sessions/return-to.ts'
import type { Bond } from '../challenges.ts'
import type { SensitiveAction } from '../confirm.ts'
import type { SecondFactor } from '../factors.ts'
import type { Outcome } from '../prove.ts'
import { proofFields, scriptHeaders } from './proof-fields.ts'

type KeptFields = readonly (readonly [name: string, value: string])[]

export interface ConfirmQuestion {
  readonly action: SensitiveAction
  /** The form that was sent. */
  readonly kept: KeptFields
  readonly factors: readonly SecondFactor[]
  readonly bond: Bond
  readonly outcome: Exclude<Outcome, { readonly kind: 'proved' }>
}

/** The form that was sent, once more, with the question for a second factor. It goes to the same address. */
export async function confirmPage(visit: Visit, question: ConfirmQuestion): Promise<Answer> {
  const { gateway, session, request } = visit
  const { action, kept, factors, bond, outcome } = question
  const refused = outcome.kind === 'refused' ? outcome : undefined
  const retryAfter = refused?.retryAfter
  return {
    status: refused?.status ?? 200,
    headers: { ...scriptHeaders, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
    title: 'Confirm that it is you',
    width: 'narrow',
    body: html`<h1>Confirm that you want to ${action.sentence}</h1>
${refused ? notice('bad', refused.error) : ''}
${details(action)}
<p>Nothing is done yet. Show your second factor for this one action.</p>
<form class="card" method="post" action="${request.url}">${csrfField(session)}${hiddenFields(kept)}
${await proofFields(gateway, bond, factors, 'Confirm')}</form>
<p class="small"><a href="${whereFrom(visit)}">Cancel</a></p>`,
  }
}

/** For who has none: what was typed waits here meanwhile. */
export function enrolFirstPage(
  { session, request }: Visit,
  { sentence }: SensitiveAction,
  kept: KeptFields,
): Answer {
  return {
    status: 403,
    title: 'Set up a second factor',
    width: 'narrow',
    body: html`<h1>Set up a second factor first</h1>
<p>You want to ${sentence}. This gateway asks everybody for a second factor before that: a code from an authenticator
app, or a passkey. You have none yet, so nothing is done.</p>
<form class="card" method="post" action="${request.url}">${csrfField(session)}${hiddenFields(kept)}
<ol class="steps">
<li><a href="${paths.secondFactor}" target="_blank" rel="noopener">Set one up</a>, in a page of its own.</li>
<li>Come back here and go on. What you typed is kept.</li>
</ol>
<button type="submit">Go on</button></form>`,
  }
}

function details({ details: lines = [] }: SensitiveAction): Html | '' {
  return lines.length > 0 ? html`<ul>${lines.map((line) => html`<li><code>${line}</code></li>`)}</ul>` : ''
}

function hiddenFields(kept: KeptFields): Html[] {
  return kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
}

/** The page with the form that was sent. */
function whereFrom({ gateway, request }: Visit): string {
  const url = URL.parse(request.headers.referer ?? '')
  const isOurs = url?.origin === new URL(gateway.config.publicUrl).origin
  return isOurs ? safeReturnTo(`${url.pathname}${url.search}`, gateway) : paths.home
}
