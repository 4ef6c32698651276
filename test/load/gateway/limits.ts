import { pino } from 'pino'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import { Limits } from '../../../gateway/src/limits/limits.ts'
import { rateLimit, rateLimitPolicy, type Standing } from '../../../gateway/src/limits/standing.ts'

const CALLERS = 10_000

export interface LimitTime {
  readonly name: string
  /** The median of several rounds. */
  readonly nanoseconds: number
}

/** How long it takes to count one call against all limits and to say so in the headers, with many callers about. */
export async function measureLimits({ rounds = 15, repetitions = 50_000 } = {}): Promise<LimitTime[]> {
  const database = await openDatabase(':memory:')
  const config = { rateLimitToken: 6000, rateLimitApplication: 1_000_000, rateLimitAddress: 60_000 }
  const now = () => Math.floor(Date.now() / 1000)
  const limits = await Limits.open({ config, database, now, log: pino({ level: 'silent' }) })
  const times = Array.from({ length: rounds }, () => round(limits, repetitions)).sort((a, b) => a - b)
  await limits.flush()
  await database.destroy()
  return [{ name: 'address, token and application', nanoseconds: times[Math.floor(rounds / 2)] ?? 0 }]
}

function round(limits: Limits, repetitions: number): number {
  let length = 0
  const start = process.hrtime.bigint()
  for (let i = 0; i < repetitions; i += 1) {
    const caller = i % CALLERS
    const ofAddress = limits.ofAddress(`192.0.${caller >> 8}.${caller & 255}`)
    const standings = limits.ofParty({ token: `token ${caller}`, clientId: `application ${caller % 50}` })
    length += headers(ofAddress ? [ofAddress, ...standings] : standings)
  }
  const nanoseconds = Number(process.hrtime.bigint() - start) / repetitions
  // What was made is used, so the loop cannot be left out as having no effect.
  if (length === 0) throw new Error('there were no limits')
  return nanoseconds
}

function headers(standings: readonly Standing[]): number {
  return standings.map(rateLimitPolicy).join(', ').length + standings.map(rateLimit).join(', ').length
}
