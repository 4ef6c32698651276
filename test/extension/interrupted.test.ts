import { expect, test } from 'vitest'
import { interruptCreates, interruptionViolations } from './interruptions.ts'

// The small version of `npm run faults -- extension`.
test('the worker is killed between press and answer: each error has one task, and the user sees it', async () => {
  const report = await interruptCreates(6)
  expect(interruptionViolations(report), JSON.stringify(report)).toEqual([])
})
