import { html } from 'hono/html'
import { findApplication } from '../../../applications/applications.ts'
import { grantById } from '../../../grants/grants.ts'
import type { Answer } from '../../../pages/answer.ts'
import { notFound } from '../../../pages/error-pages.ts'
import type { Visit } from '../../../pages/guard.ts'
import type { Section } from '../../../pages/layout.ts'
import { paths } from '../../../pages/paths.ts'
import { listTokens } from '../../../tokens/list.ts'
import { pageLinks } from '../../pages/page-links.ts'
import type { CallLog } from '../call-log.ts'
import { callsPerDay } from '../counts.ts'
import { readCalls } from '../read.ts'
import { callsOfGrant, callsOfToken } from './addresses.ts'
import { myCallsTable, noCalls } from './calls-table.ts'
import { callChart } from './chart.ts'
import { readPlace } from './filter.ts'
import { namesIn } from './names.ts'

const PER_PAGE = 50
const DAYS = 30

/** Whose calls somebody looks at, of those in their own name. */
interface Subject {
  readonly title: string
  readonly section: Section
  readonly back: { readonly href: string; readonly text: string }
  readonly path: string
  /** `undefined`: all of them, and it has to be said whose each of them is. */
  readonly calls: { readonly clientId?: string; readonly token?: string } | undefined
}

type CallsHandler = (visit: Visit, callLog: CallLog) => Promise<Answer>

const applications = { href: paths.myApplications, text: 'My applications' } as const

/** What one application did in somebody's name. */
export const callsOfMyApplication: CallsHandler = async (visit, callLog) => {
  const { gateway, session, request } = visit
  const { grantId } = request.params as { grantId: string }
  const grant = await grantById(gateway, grantId)
  if (!grant || grant.userPhid !== session.account.phid) {
    return notFound(
      'You have granted no such application anything. What it did before is among all calls in your name.',
    )
  }
  const { clientId } = grant
  const name =
    (await findApplication(gateway, clientId))?.name ?? 'An application that is no longer registered'
  return callsPage(visit, callLog, {
    title: `What ${name} did in your name`,
    section: 'applications',
    back: applications,
    path: callsOfGrant(grantId),
    calls: { clientId },
  })
}

/** What was done with one API token of somebody's own; also with one that is revoked. */
export const callsOfMyToken: CallsHandler = async (visit, callLog) => {
  const { gateway, session, request } = visit
  const { phid } = request.params as { phid: string }
  const [token] = await listTokens(gateway, { userPhids: [session.account.phid], phids: [phid] })
  if (!token) return notFound('You have no such token.')
  return callsPage(visit, callLog, {
    title: token.name ? `What was done with “${token.name}”` : 'What was done with a token without a name',
    section: 'tokens',
    back: { href: paths.apiTokens, text: 'API tokens' },
    path: callsOfToken(phid),
    calls: { token: phid },
  })
}

/** Everything in somebody's name, also by what they have revoked since. */
export const allMyCalls: CallsHandler = (visit, callLog) =>
  callsPage(visit, callLog, {
    title: 'All calls in your name',
    section: 'applications',
    back: applications,
    path: paths.myCalls,
    calls: undefined,
  })

async function callsPage(
  { gateway, session, request }: Visit,
  callLog: CallLog,
  { title, section, back, path, calls: which }: Subject,
): Promise<Answer> {
  const query = { ...which, userPhid: session.account.phid }
  const before = readPlace(request.query)
  const { calls, next } = await readCalls(callLog, query, { before, limit: PER_PAGE })
  const days = await callsPerDay(callLog, query, { now: gateway.now(), days: DAYS })
  return {
    title,
    section,
    width: 'wide',
    body: html`<p><a href="${back.href}">${back.text}</a></p>
<h1>${title}</h1>
${callChart(days)}
<h2>Each call</h2>
<p class="muted">Kept for ${gateway.config.callLogDays} days, without any parameter. Times are UTC.</p>
${calls.length === 0 ? html`<p class="card muted">${noCalls({ before, next }, 'Nothing was done yet.')}</p>` : myCallsTable(calls, which ? undefined : await namesIn(gateway, calls))}
${pageLinks((place) => (place === undefined ? path : `${path}?before=${place}`), { before, older: next })}`,
  }
}
