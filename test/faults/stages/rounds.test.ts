import { expect, test } from 'vitest'
import { runStages } from './rounds.ts'

// The small version of `npm run faults -- stages`, once with proposals that have to be given up.
test('a gateway that is killed in a stage change or a rotation leaves nothing by half', {
  timeout: 120_000,
}, async () => {
  const report = await runStages({ rounds: 4, seed: 20_261_126, expiryEvery: 4 })
  expect(report.violations, JSON.stringify(report)).toEqual([])
  const counts = Object.values(report.counts)
  expect(counts.reduce((sum, { done }) => sum + done, 0)).toBeGreaterThan(40)
  expect(counts.reduce((sum, { unanswered }) => sum + unanswered, 0)).toBeGreaterThan(0)
  expect(report.expired).toBeGreaterThan(0)
  expect(report.secrets).toBeGreaterThan(20)
})
