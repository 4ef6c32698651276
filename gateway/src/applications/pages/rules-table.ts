import { html } from 'hono/html'
import { methodOf } from '../../access/scope.ts'
import type { ScopeUse } from '../../audit/call-log/counts.ts'
import { type GrantedAlike, peopleWith } from '../../grants/holders.ts'
import { flag } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { icon } from '../../pages/icons.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { counted, numeral } from '../../pages/numeral.ts'
import { paths } from '../../pages/paths.ts'
import type { Application } from '../applications.ts'
import type { RuleFilter } from '../rule-filter.ts'
import { callsUnder } from '../rule-impact.ts'
import type { RuleRow, RuleState } from '../rule-rows.ts'
import { pathOf } from './applications-page.ts'

interface Table {
  readonly rows: readonly RuleRow[]
  /** Rows of all pages. */
  readonly total: number
  readonly filter: RuleFilter
  /** The address of this page. */
  readonly back: string
  readonly uses: readonly ScopeUse[]
  readonly grants: readonly GrantedAlike[]
  /** Whether calls are written down. */
  readonly isLogged: boolean
  /** Methods that take a second factor. */
  readonly marked: ReadonlySet<string>
}

/** @param applications to choose from; none on the page of one */
export function filterForm(
  { text, clientId, state, access }: RuleFilter,
  applications: readonly Application[] | undefined,
  action: string,
): Html {
  const choice = (value: string, text: string, chosen: string) =>
    html`<option value="${value}"${flag('selected', value === chosen)}>${text}</option>`
  return html`<form class="filters even card" method="get" action="${action}" role="search">
<div><label for="text">Search</label><input id="text" name="text" type="search" value="${text}" autocomplete="off" spellcheck="false" placeholder="maniphest, comment, …"></div>
${
  applications
    ? html`<div><label for="application">Application</label><select id="application" name="application">${choice('', 'All', clientId)}${applications.map((application) => choice(application.clientId, application.name, clientId))}</select></div>`
    : ''
}
<div><label for="state">Rule</label><select id="state" name="state">${choice('', 'Any', state)}${choice('allowed', 'Allowed', state)}${choice('not-allowed', 'Not allowed', state)}</select></div>
<div><label for="access">Effect</label><select id="access" name="access">${choice('', 'Any', access)}${choice('read', 'Reads', access)}${choice('write', 'Changes things', access)}</select></div>
<button class="quiet" type="submit">Show</button></form>`
}

/** With its roles said: where it is shown as cards, browsers take it for no table. */
export function rulesTable({ session }: Visit, table: Table): Html {
  const { rows, total, filter, back } = table
  const ofOne =
    new Set(rows.map(({ application }) => application.clientId)).size === 1 && filter.clientId !== ''
  const head = [
    '',
    ...(ofOne ? [] : ['Application']),
    'What it may do',
    'Effect',
    'Rule',
    'Granted by',
    'Calls, 30 days',
  ]
  return html`<form method="post" action="${paths.rules}change">${csrfField(session)}
<input type="hidden" name="back" value="${back}"><input type="hidden" name="text" value="${filter.text}"><input type="hidden" name="application" value="${filter.clientId}"><input type="hidden" name="state" value="${filter.state}"><input type="hidden" name="access" value="${filter.access}">
<table class="log rules" role="table"><thead role="rowgroup"><tr role="row">${head.map((text) => html`<th role="columnheader" scope="col">${text || html`<span class="unseen">Tick</span>`}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => tableRow(row, table, ofOne))}</tbody></table>
<div class="save row"><label for="rows">Change</label> <select id="rows" name="rows"><option value="ticked">the ticked rows</option><option value="found">all ${counted(total, 'row')} found</option></select>
<button type="submit" name="action" value="allow">Allow</button> <button class="danger" type="submit" name="action" value="take-away">Take away</button></div></form>`
}

function tableRow(row: RuleRow, { uses, grants, marked, isLogged }: Table, ofOne: boolean): Html {
  const { application, scope, sentence, risk, state } = row
  const { clientId, name, version } = application
  const isFixed = state === 'always' || state === 'never'
  const people = peopleWith(grants, clientId, scope)
  const { calls, users, isLeast } = callsUnder(uses, clientId, scope)
  const by =
    calls > 0
      ? html` <span class="muted">by ${isLeast && users > 0 ? 'at least ' : ''}${numeral(users)}</span>`
      : ''
  const tick = isFixed
    ? ''
    : html`<input type="checkbox" name="rule" value="${encodeURIComponent(clientId)} ${scope}" aria-label="Tick ${scope} of ${name}">`
  return html`<tr role="row"><td role="cell" class="tick">${tick}</td>
${ofOne ? '' : html`<td role="cell" data-label="Application"><span><a href="${pathOf(application)}rules">${name}</a> <span class="muted small">${version}</span></span></td>`}
<td role="cell" data-label="What" class="what">${sentence}<br><code class="small">${scope}</code></td>
<td role="cell" data-label="Effect">${risk === 'write' ? 'Changes' : html`<span class="muted">Reads</span>`}</td>
<td role="cell" data-label="Rule"><span>${stateBadge(state)}${marked.has(methodOf(scope)) ? html`<br><span class="muted small">${icon('shield')} second factor</span>` : ''}</span></td>
<td role="cell" data-label="Granted by"${people > 0 ? '' : html` class="empty"`}>${people > 0 ? counted(people, 'person', 'people') : html`<span class="muted">nobody</span>`}</td>
<td role="cell" data-label="Calls"${calls > 0 ? '' : html` class="empty"`}>${calls > 0 ? html`<span>${numeral(calls)}${by}</span>` : html`<span class="muted">${isLogged ? 'none' : 'not known'}</span>`}</td></tr>`
}

function stateBadge(state: RuleState): Html {
  switch (state) {
    case 'allowed':
      return html`<span class="badge good">${icon('check')}Allowed</span>`
    case 'covered':
      return html`<span class="badge good">${icon('check')}With the method</span>`
    case 'gone':
      return html`<span class="badge warn">${icon('warning')}Allowed</span><br><span class="muted small">not on this server</span>`
    case 'not-allowed':
      return html`<span class="badge">Not allowed</span>`
    case 'always':
      return html`<span class="muted">Always allowed</span>`
    case 'never':
      return html`<span class="muted">Never allowed</span>`
  }
}
