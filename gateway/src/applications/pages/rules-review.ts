import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import type { Scope } from '../../access/scope.ts'
import type { Gateway } from '../../gateway.ts'
import type { Holder } from '../../grants/holders.ts'
import type { Answer } from '../../pages/answer.ts'
import { textField } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { icon } from '../../pages/icons.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { counted } from '../../pages/numeral.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import { findApplication } from '../applications.ts'
import {
  changedRules,
  differenceOf,
  type RuleChange,
  type RuleDifference,
  type StaleApplication,
} from '../rule-changes.ts'
import { DAYS, impactOf } from '../rule-impact.ts'
import { allowedScopes } from '../rules.ts'
import { refusalNotice } from './refusal-notice.ts'

/** So many people are named; of the rest the number. */
const NAMED = 20

interface Review {
  readonly changes: readonly RuleChange[]
  /** Where the change was asked for. */
  readonly back: string
  readonly reason?: string
  /** What is wrong with the reason. */
  readonly error?: string
  /** What somebody else has changed since the change was asked for. */
  readonly stale?: StaleApplication
}

/** What would be changed in one application, as its rules are now. */
interface Planned extends RuleDifference {
  readonly change: RuleChange
  readonly before: ReadonlySet<Scope>
  readonly after: ReadonlySet<Scope>
}

/** The change as a difference, and what it would break, before it is saved with a reason. */
export async function reviewPage(visit: Visit, review: Review): Promise<Answer> {
  const { gateway, session } = visit
  const { back, stale } = review
  const planned = await Promise.all(review.changes.map((change) => plan(gateway, change)))
  const real = planned.filter(({ added, removed }) => added.length + removed.length > 0)
  const frame = { title: 'Review the change', section: 'admin' } as const
  const heading = html`<p class="small"><a href="${back}">Back to the rules</a></p><h1>Review the change</h1>`
  const meanwhile = stale ? await staleNotice(visit, stale) : ''
  if (real.length === 0) {
    return {
      ...frame,
      body: html`${heading}${meanwhile}${notice('warn', 'Nothing would change: the rules are as you want them already. A part of a method that is allowed with the whole method is taken away with that.')}`,
    }
  }
  const sections = await Promise.all(real.map((one) => section(gateway, one)))
  return {
    ...frame,
    status: stale ? 409 : review.error ? 422 : 200,
    body: html`${heading}${meanwhile}
${review.error ? notice('bad', 'Nothing is saved yet: please give a reason.') : ''}
${sections}
<form class="card" method="post" action="${paths.rules}save">${csrfField(session)}<input type="hidden" name="back" value="${back}">
${real.map((one) => html`<input type="hidden" name="change" value="${changeText(one)}">`)}
${textField({ name: 'reason', label: 'Reason', value: review.reason ?? '', error: review.error, maxLength: 1000, autocomplete: 'off', hint: 'Stands in the history of the application.' })}
<p class="row"><button type="submit">Save the rules</button> <a class="button quiet" href="${back}">Leave them as they are</a></p></form>`,
  }
}

async function plan(gateway: Gateway, asked: RuleChange): Promise<Planned> {
  const { clientId } = asked.application
  const change = { ...asked, application: (await findApplication(gateway, clientId)) ?? asked.application }
  const before = await allowedScopes(gateway, clientId)
  const after = changedRules(before, change)
  return { change, before, after, ...differenceOf(before, after) }
}

/** With the change token of what this page shows. */
function changeText({ change: { application }, added, removed }: Planned): string {
  const signed = [...added.map((scope) => `+${scope}`), ...removed.map((scope) => `-${scope}`)]
  return [encodeURIComponent(application.clientId), application.changeToken, ...signed].join(' ')
}

async function section(gateway: Gateway, planned: Planned): Promise<Html> {
  const { change, added, removed } = planned
  return html`<section class="card"><h2>${change.application.name}</h2>
${added.length > 0 ? html`<h3>Allowed from then on</h3><ul class="difference">${added.map((scope) => line(scope, '+'))}</ul>` : ''}
${removed.length > 0 ? html`<h3>Taken away</h3><ul class="difference">${removed.map((scope) => line(scope, '−'))}</ul>${await breaking(gateway, planned)}` : ''}</section>`
}

function line(scope: Scope, sign: '+' | '−'): Html {
  const { sentence, risk } = describeScope(scope)
  const effect = risk === 'write' ? html` <span class="badge warn">Changes things</span>` : ''
  return html`<li class="${sign === '+' ? 'added' : 'removed'}"><span aria-hidden="true">${sign}</span> <span>${sentence}${effect}<br><code class="small">${scope}</code></span></li>`
}

async function breaking(gateway: Gateway, { change, before, after }: Planned): Promise<Html> {
  const { holders, calls } = await impactOf(gateway, change.application.clientId, before, after)
  if (holders.length === 0 && !calls) {
    return html`<h3>What would break</h3><p>${icon('check')} Nothing that is known: nobody granted it${calls === 0 ? `, and it was not used in ${DAYS} days` : ''}.</p>`
  }
  const people = counted(holders.length, 'person', 'people')
  return html`<h3>What would break</h3>
<p>${icon('warning')} <strong>${people}</strong> granted it, and ${useOf(calls)}. Such calls are refused from then on; what
people granted is kept, and works again if you allow it again.</p>
${holders.length > 0 ? await holdersTable(gateway, holders) : ''}`
}

function useOf(calls: number | undefined): string | Html {
  if (calls === undefined) return 'how often it is used is not written down'
  if (calls === 0) return `it was not used in ${DAYS} days`
  return html`it was used in <strong>${counted(calls, 'call')}</strong> in ${DAYS} days`
}

async function holdersTable(gateway: Gateway, holders: readonly Holder[]): Promise<Html> {
  const named = await Promise.all(
    holders.slice(0, NAMED).map(async ({ userPhid, lastUsedAt }) => {
      const name = (await gateway.backend.accountByPhid(userPhid))?.userName ?? userPhid
      const last = lastUsedAt === undefined ? 'never' : time(lastUsedAt, gateway.now())
      return html`<tr role="row"><td role="cell" data-label="Person">${name}</td><td role="cell" data-label="Last active">${last}</td></tr>`
    }),
  )
  const more = holders.length - named.length
  return html`<table class="log" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Who granted it</th><th role="columnheader" scope="col">The application last acted for them</th></tr></thead>
<tbody role="rowgroup">${named}</tbody></table>${more > 0 ? html`<p class="muted small">And ${counted(more, 'person', 'people')} more.</p>` : ''}`
}

/** What somebody else did since the change was asked for: it stands, and this change is to be looked at again. */
async function staleNotice(visit: Visit, { application, meanwhile }: StaleApplication): Promise<Html> {
  const message = `${application.name} was changed meanwhile. Nothing of yours is saved yet: below is your change to the rules as they are now.`
  return refusalNotice(visit, { code: 'stale', message, meanwhile })
}
