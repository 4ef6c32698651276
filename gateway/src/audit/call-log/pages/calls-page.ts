import { html } from 'hono/html'
import { listApplications } from '../../../applications/applications.ts'
import { administrationTabs } from '../../../pages/administration.ts'
import type { Answer } from '../../../pages/answer.ts'
import type { Visit } from '../../../pages/guard.ts'
import type { Html } from '../../../pages/layout.ts'
import { paths } from '../../../pages/paths.ts'
import { pageLinks } from '../../pages/page-links.ts'
import type { CallLog } from '../call-log.ts'
import { type CountedCalls, callsPerDay } from '../counts.ts'
import { type CallPage, type CallQuery, readCalls } from '../read.ts'
import { allCallsTable, noCalls } from './calls-table.ts'
import { callChart } from './chart.ts'
import { type Filter, readFilter, readPlace, searchOf, type Understood, understand } from './filter.ts'
import { filterForm } from './filter-form.ts'
import { namesIn } from './names.ts'

const PER_PAGE = 50
const DAYS = 30
const NOTHING: CallPage = { calls: [], next: undefined }

/** Every call, for administrators. */
export async function callsPage({ gateway, request }: Visit, callLog: CallLog): Promise<Answer> {
  const filter = readFilter(request.query)
  const before = readPlace(request.query)
  const understood = await understand(gateway, filter)
  const page =
    understood.kind === 'query'
      ? await readCalls(callLog, understood.query, { before, limit: PER_PAGE })
      : NOTHING
  const applications = await listApplications(gateway)
  return {
    status: understood.kind === 'mistakes' ? 422 : 200,
    title: 'Calls',
    section: 'admin',
    width: 'wide',
    body: html`${administrationTabs(gateway, paths.calls)}
<h1>Calls</h1>
<p>What applications and API tokens did, and in whose name. It is kept for ${gateway.config.callLogDays} days, and holds
no parameter of any call and no secret. Times are UTC.</p>
${filterForm(filter, understood.kind === 'mistakes' ? understood.mistakes : {}, applications)}
${understood.kind === 'query' ? await chartOf(gateway.now(), callLog, understood.query) : ''}
${
  page.calls.length > 0
    ? allCallsTable(page.calls, await namesIn(gateway, page.calls))
    : html`<p class="card muted">${nothing(understood, { before, next: page.next })}</p>`
}
${pageLinks((place) => addressOf(filter, place), { before, older: page.next })}
${page.calls.length > 0 ? exports(filter) : ''}`,
  }
}

function nothing({ kind }: Understood, place: Parameters<typeof noCalls>[0]): string {
  if (kind === 'mistakes') return 'Nothing was looked for: a field above has to be mended first.'
  if (kind === 'nobody') return 'There is nobody of that user name.'
  return noCalls(place, 'There is no such call.')
}

/** Days are counted by person and application, or by API token. What else is asked for they do not know. */
async function chartOf(now: number, callLog: CallLog, query: CallQuery): Promise<Html | ''> {
  const { userPhid, clientId, token, ...others } = query
  const isCounted = token === undefined || (token.startsWith('PHID-CTKN-') && clientId === undefined)
  if (!isCounted || Object.values(others).some((value) => value !== undefined)) return ''
  const counted: CountedCalls = { userPhid, clientId, token }
  return callChart(await callsPerDay(callLog, counted, { now, days: DAYS }))
}

function addressOf(filter: Filter, before: number | undefined): string {
  const search = searchOf(filter, before)
  return search ? `${paths.calls}?${search}` : paths.calls
}

function exports(filter: Filter): Html {
  const search = searchOf(filter)
  const to = (type: string, text: string) =>
    html`<a href="${paths.calls}export.${type}${search ? `?${search}` : ''}">${text}</a>`
  return html`<p class="muted">All calls of this filter: ${to('csv', 'CSV, for a spreadsheet')} · ${to('jsonl', 'JSON Lines, for programs')}</p>`
}
