import { expect, test } from 'vitest'
import { runDecisionRounds } from './rounds.ts'

// The small version of `npm run faults -- applications`.
test('a crash leaves no half of a decision, and never two secrets past their overlap', {
  timeout: 60_000,
}, async () => {
  const { violations, changes, secrets } = await runDecisionRounds({ rounds: 3, seed: 20_261_126 })
  expect(violations).toEqual([])
  expect(changes).toBeGreaterThan(5)
  expect(secrets).toBeGreaterThan(3)
})
