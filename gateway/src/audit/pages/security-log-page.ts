import { html } from 'hono/html'
import { type Application, listApplications } from '../../applications/applications.ts'
import { administrationTabs } from '../../pages/administration.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { exactTime } from '../../pages/time.ts'
import { type ChainLink, formatLink } from '../chain.ts'
import { explainBreak, explainIntact } from '../explain.ts'
import { kinds } from '../kinds.ts'
import { headOf, type LoggedEvent, readSecurityLog } from '../security-log.ts'
import { verifySecurityLog } from '../verify.ts'
import { choice } from './choice.ts'
import { type Filter, queryOf, readFilter, searchOf } from './filter.ts'
import { userNames } from './names.ts'
import { pageLinks } from './page-links.ts'

const PER_PAGE = 50

interface Names {
  readonly people: ReadonlyMap<string, string>
  readonly applications: ReadonlyMap<string, Application>
}

export function securityLogPage(visit: Visit): Promise<Answer> {
  return showLog(visit, '')
}

/** Looks whether the log is as it was written, and says so above it. */
export async function verificationPage(visit: Visit): Promise<Answer> {
  const found = await verifySecurityLog(visit.gateway.database)
  return showLog(
    visit,
    found.intact ? notice('good', explainIntact(found)) : notice('bad', explainBreak(found)),
  )
}

async function showLog({ gateway, request, session }: Visit, verification: Html | ''): Promise<Answer> {
  const filter = readFilter(request.query)
  const query = await queryOf(gateway, filter)
  const found = query ? await readSecurityLog(gateway.database, { ...query, limit: PER_PAGE + 1 }) : []
  const events = found.slice(0, PER_PAGE)
  const applications = await listApplications(gateway)
  const names = {
    people: await userNames(
      gateway.backend,
      events.map(({ userPhid }) => userPhid),
    ),
    applications: new Map(applications.map((application) => [application.clientId, application])),
  }
  const older = found.length > PER_PAGE ? events.at(-1)?.id : undefined
  return {
    title: 'Security log',
    section: 'admin',
    width: 'wide',
    body: html`${administrationTabs(gateway, paths.securityLog)}
<h1>Security log</h1>
${verification}
<p>Who signed in, what people granted and took back, what was denied, and which keys are in use. It is kept for
${gateway.config.securityLogDays} days, and holds no parameter of any call and no secret. Times are UTC.</p>
${filterForm(filter, applications)}
${events.length === 0 ? html`<p class="card muted">${nothing(filter)}</p>` : table(events, names)}
${pageLinks((before) => `${paths.securityLog}?${searchOf({ ...filter, before })}`, { before: filter.before, older })}
${chain(await headOf(gateway.database), session)}`,
  }
}

function filterForm({ kind, person, clientId }: Filter, applications: readonly Application[]): Html {
  return html`<form class="filters card" method="get" action="${paths.securityLog}" role="search">
<div><label for="kind">What</label><select id="kind" name="kind">${choice('', 'Everything', !kind)}${Object.entries(
    kinds,
  ).map(([value, { text }]) => choice(value, text, value === kind))}</select></div>
<div><label for="person">Person</label><input id="person" name="person" type="text" value="${person}" autocomplete="off" spellcheck="false" placeholder="User name"></div>
<div><label for="application">Application</label><select id="application" name="application">${choice('', 'All', !clientId)}${applications.map(
    (application) => choice(application.clientId, application.name, application.clientId === clientId),
  )}</select></div>
<button class="quiet" type="submit">Show</button></form>`
}

/** What to note down elsewhere: only that shows a log which somebody wrote anew, or cut the end off. */
function chain(head: ChainLink, session: Visit['session']): Html {
  return html`<section class="card"><h2>As it was written?</h2>
<p>Each row is chained to the one before. Note this head down, outside of this machine: with it
<code>npm run gateway -- audit verify --expect</code> tells whether anything up to here was changed or removed.</p>
<p class="chain"><code>${formatLink(head)}</code></p>
<form method="post" action="${paths.securityLog}verify">${csrfField(session)}<button class="quiet" type="submit">Verify all rows</button></form></section>`
}

/** With its roles said: where it is shown as cards, browsers take it for no table. */
function table(events: readonly LoggedEvent[], names: Names): Html {
  return html`<table class="log" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">When</th><th role="columnheader" scope="col">What</th><th role="columnheader" scope="col">Person</th>
<th role="columnheader" scope="col">Application</th><th role="columnheader" scope="col">Details</th><th role="columnheader" scope="col">From</th></tr></thead>
<tbody role="rowgroup">${events.map((event) => row(event, names))}</tbody></table>`
}

function row(event: LoggedEvent, { people, applications }: Names): Html {
  const { text, tone } = kinds[event.kind]
  const { userPhid, clientId, detail, address, requestId } = event
  const person = userPhid && (people.get(userPhid) ?? userPhid)
  const application = clientId && (applications.get(clientId)?.name ?? clientId)
  return html`<tr role="row">
<td role="cell" data-label="When">${exactTime(event.at)}</td>
<td role="cell" data-label="What"><span class="badge ${tone}">${text}</span></td>
${cell('Person', person)}
${cell('Application', application)}
<td role="cell" data-label="Details"${detail ? '' : html` class="empty"`}>${detail ?? ''}</td>
<td role="cell" data-label="From"${address ? '' : html` class="empty"`}${requestId ? html` title="Request ${requestId}"` : ''}>${address ?? ''}</td>
</tr>`
}

function cell(label: string, text: string | undefined): Html {
  return text
    ? html`<td role="cell" data-label="${label}">${text}</td>`
    : html`<td role="cell" data-label="${label}" class="empty"></td>`
}

function nothing({ kind, person, clientId, before }: Filter): string {
  if (before !== undefined) return 'There is nothing older.'
  return kind || person || clientId ? 'Nothing of that was written down.' : 'Nothing has happened yet.'
}
