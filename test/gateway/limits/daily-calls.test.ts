import type { Kysely } from 'kysely'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Database } from '../../../gateway/src/database/schema.ts'
import { DailyCalls } from '../../../gateway/src/limits/daily-calls.ts'
import { usageOn } from '../../../gateway/src/limits/usage.ts'

const DAY = 86_400
let database: Kysely<Database>
let now: number
const log: string[] = []
const open = () =>
  DailyCalls.open({ database, now: () => now, log: pino({}, { write: (line) => void log.push(line) }) })
const times = (count: number, work: () => void) => Array.from({ length: count }, work)

beforeEach(async () => {
  database = await openDatabase(':memory:')
  now = 20_833 * DAY + 100
  log.length = 0
})
afterEach(() => database.destroy())

describe('calls of a day', () => {
  it('are known again after a restart', async () => {
    const before = await open()
    times(5, () => before.count('viewer'))
    await before.flush()
    const after = await open()
    expect(after.of('viewer')).toBe(5)
    expect(after.of('other')).toBe(0)
  })

  it('of several processes add up, and each learns of the others with its next calls', async () => {
    const [one, two] = [await open(), await open()]
    times(3, () => one.count('viewer'))
    times(4, () => two.count('viewer'))
    await one.flush()
    await two.flush()
    expect(two.of('viewer')).toBe(7)
    one.count('viewer')
    await one.flush()
    expect(one.of('viewer')).toBe(8)
  })

  it('are counted once however often they are written down, also while some come in', async () => {
    const calls = await open()
    calls.count('viewer')
    const writing = [calls.flush(), calls.flush()]
    calls.count('viewer')
    await Promise.all(writing)
    await calls.flush()
    expect(calls.of('viewer')).toBe(2)
    expect((await usageOn(database, 20_833)).get('viewer')?.calls).toBe(2)
  })

  it('begin anew at midnight, and those of the day before are written down', async () => {
    const calls = await open()
    times(5, () => calls.count('viewer'))
    now += DAY
    expect(calls.of('viewer')).toBe(0)
    calls.count('viewer')
    await calls.flush()
    expect((await usageOn(database, 20_833)).get('viewer')?.calls).toBe(5)
    expect((await usageOn(database, 20_834)).get('viewer')?.calls).toBe(1)
  })

  it('are not forgotten when the clock is set back over midnight', async () => {
    const calls = await open()
    times(5, () => calls.count('viewer'))
    now -= 3600
    calls.count('viewer')
    expect(calls.of('viewer')).toBe(6)
  })

  it('know the busiest minute', async () => {
    const calls = await open()
    times(5, () => calls.count('viewer'))
    now += 60
    times(3, () => calls.count('viewer'))
    await calls.flush()
    expect((await usageOn(database, 20_833)).get('viewer')?.busiestMinute).toBe(5)
  })

  it('are kept for five weeks', async () => {
    const calls = await open()
    calls.count('viewer')
    await calls.flush()
    now += 36 * DAY
    calls.count('viewer')
    await calls.flush()
    expect(await usageOn(database, 20_833)).toEqual(new Map())
  })

  it('that could not be written down are written down later', async () => {
    const calls = await open()
    calls.count('viewer')
    await database.schema.alterTable('application_usage').renameTo('away').execute()
    await calls.flush()
    expect(log.join('')).toContain('could not write down how often was called')
    await database.schema.alterTable('away').renameTo('application_usage').execute()
    calls.count('viewer')
    await calls.flush()
    expect((await usageOn(database, 20_833)).get('viewer')?.calls).toBe(2)
  })
})
