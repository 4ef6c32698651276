import { html } from 'hono/html'
import { describeScope } from '../../../access/describe.ts'
import { scopeOf } from '../../../access/scope.ts'
import type { Html } from '../../../pages/layout.ts'
import { exactTime } from '../../../pages/time.ts'
import { type CallRecord, NOBODY, UNKNOWN_METHOD } from '../call.ts'
import type { Names } from './names.ts'
import { outcomes, reasonInWords } from './words.ts'

interface Column {
  readonly label: string
  readonly cell: (call: CallRecord) => Html | string
}

const when: Column = { label: 'When', cell: ({ at }) => exactTime(at) }
const what: Column = { label: 'What', cell: whatOf }
const how: Column = { label: 'Outcome', cell: outcomeOf }
const from: Column = { label: 'From', cell: ({ address }) => address ?? '' }
const took: Column = { label: 'Took', cell: ({ duration }) => inMilliseconds(duration) }

/** Calls in one person's own name. `applications`: it has to be said by whom. */
export function myCallsTable(calls: readonly CallRecord[], names: Names | undefined): Html {
  const by: Column[] = names ? [{ label: 'By', cell: (call) => callerOf(call, names) }] : []
  return table([when, ...by, what, how, from], calls)
}

/** Calls of everybody. */
export function allCallsTable(calls: readonly CallRecord[], names: Names): Html {
  const person: Column = {
    label: 'Person',
    cell: ({ userPhid }) => (userPhid ? (names.people.get(userPhid) ?? userPhid) : ''),
  }
  const by: Column = { label: 'By', cell: (call) => callerOf(call, names) }
  return table([when, person, by, what, how, took, from], calls)
}

/** Instead of a table. @param none of when nothing was ever written down that could be shown */
export function noCalls(
  { before, next }: { readonly before: number | undefined; readonly next: number | undefined },
  none: string,
): string {
  if (next !== undefined) return 'There is none among the calls that were looked through. Older ones may be.'
  return before === undefined ? none : 'There is nothing older.'
}

/** With its roles said: where it is shown as cards, browsers take it for no table. */
function table(columns: readonly Column[], calls: readonly CallRecord[]): Html {
  return html`<table class="log calls" role="table"><thead role="rowgroup"><tr role="row">${columns.map(
    ({ label }) => html`<th role="columnheader" scope="col">${label}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${calls.map((call) => html`<tr role="row">${columns.map((column) => cell(column, call))}</tr>\n`)}</tbody></table>`
}

function cell({ label, cell: contentOf }: Column, call: CallRecord): Html {
  const content = contentOf(call)
  const empty = content === '' ? html` class="empty"` : ''
  return html`<td role="cell" data-label="${label}"${empty}>${content}</td>`
}

function callerOf({ clientId, token }: CallRecord, { applications, tokens }: Names): string {
  if (clientId) return applications.get(clientId) ?? clientId
  return token === NOBODY ? 'Nobody known' : `API token ${tokens.get(token) ?? token}`
}

function whatOf({ method, aspects }: CallRecord): Html {
  const scopes = aspects.length > 0 ? aspects.map((aspect) => scopeOf(method, aspect)) : [scopeOf(method)]
  const sentences = scopes.map((scope) => describeScope(scope).sentence)
  const code = aspects.length > 0 ? `${method}: ${aspects.join(', ')}` : method
  return html`<div>${method === UNKNOWN_METHOD ? '' : html`${inOne(sentences)}<br>`}<code>${code}</code></div>`
}

function inOne([first = '', ...others]: readonly string[]): string {
  return [first, ...others.map((text) => text.charAt(0).toLowerCase() + text.slice(1))].join('; ')
}

function outcomeOf({ outcome, reason }: CallRecord): Html {
  const { text, tone } = outcomes[outcome] ?? { text: outcome, tone: 'bad' }
  const why =
    reason && html`<br><span class="muted">${reasonInWords(reason) ?? html`<code>${reason}</code>`}</span>`
  return html`<div><span class="badge ${tone}">${text}</span>${why ?? ''}</div>`
}

function inMilliseconds(microseconds: number): string {
  const milliseconds = microseconds / 1000
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds).toLocaleString('en')} ms`
}
