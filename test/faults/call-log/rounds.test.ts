import { expect, test } from 'vitest'
import { runCallLogRounds } from './rounds.ts'

// The small version of `npm run faults -- call-log`: once busy, once quiet.
test('a crash loses the calls of at most one second, and counts no other than are written', {
  timeout: 60_000,
}, async () => {
  const { violations, written } = await runCallLogRounds({ rounds: 2, seed: 20_261_126 })
  expect(violations).toEqual([])
  expect(written).toBeGreaterThan(10)
})
