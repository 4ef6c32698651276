import { setTimeout as wait } from 'node:timers/promises'
import * as Sentry from '@sentry/node'
import { type Deployment, deployments } from './deployments.ts'
import { type Visit, visits } from './visits.ts'

/**
 * A small shop with real bugs, which reports them to the error viewer named by `SENTRY_DSN`. Every visit happens once at
 * the start, then one at random every few seconds (`SAMPLE_PROGRAM_SECONDS`, on average, 8 unless told).
 */
const dsn = process.env.SENTRY_DSN
const secondsBetweenVisits = Number(process.env.SAMPLE_PROGRAM_SECONDS || 8)
if (!dsn || !(secondsBetweenVisits > 0)) {
  console.error('Set SENTRY_DSN to the address that the error viewer prints when it starts, and')
  console.error('SAMPLE_PROGRAM_SECONDS, if at all, to the average number of seconds between two visits.')
  process.exit(2)
}

Sentry.init({
  dsn,
  // Reports that the error viewer does not take are lost; the shop goes on.
  integrations: [Sentry.onUnhandledRejectionIntegration({ mode: 'none' })],
})
let deployment: Deployment = deployments[0]
Sentry.addEventProcessor((event) => ({ ...event, ...deployment }))

const closing = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => closing.abort())

console.log('The sample program is open for business.')
const first = [...visits]
while (!closing.signal.aborted) {
  await serve(first.shift() ?? oneOf(visits))
  const seconds = first.length > 0 ? 0 : secondsBetweenVisits * (0.25 + 1.5 * Math.random())
  await wait(seconds * 1000, undefined, { signal: closing.signal }).catch(() => undefined)
}
await Sentry.close(1000)
process.exit(0)

/** What a web framework does: a handler that throws is reported and the next visitor is served. */
async function serve(visit: Visit): Promise<void> {
  deployment = oneOf(deployments)
  try {
    await Sentry.withIsolationScope(async (scope) => {
      scope.setTags({ page: visit.name, customer: oneOf(['guest', 'regular', 'gold']) })
      try {
        await visit()
      } catch (error) {
        Sentry.captureException(error)
      }
      // Lets a rejection that nobody handles come up while this visit's deployment and tags hold.
      await wait(20)
    })
  } finally {
    deployment = deployments[0]
  }
}

function oneOf<Item>(items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(Math.random() * items.length)] ?? items[0]
}
