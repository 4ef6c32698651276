import { expect, test } from 'vitest'
import { brokenPromises, runRounds, slowRecoveries } from './rounds.ts'

// The small version of `npm run faults -- gateway`: once in each condition of Phorge. That measures the recovery too; here
// other tests run beside it.
test('what the gateway promised is there after a kill, and nothing was done twice', {
  timeout: 90_000,
}, async () => {
  const report = await runRounds({ rounds: 4, seed: 20_261_126 })
  expect(brokenPromises(report), JSON.stringify(report)).toEqual([])
})

test('a broken promise, a write done twice and a slow recovery are told', () => {
  const report = {
    rounds: 1,
    restarts: [2500],
    recoveries: { well: [], killed: [2100], hung: [], garbage: [10] },
    promised: { grants: 0, writes: 3 },
    attempted: 3,
    unknown: 0,
    twice: ['A task'],
    lost: ['grant app-1 was promised and is lost'],
    seconds: 1,
  }
  expect(brokenPromises(report)).toEqual([
    'grant app-1 was promised and is lost',
    '“A task” was created twice',
    'nothing is shown of grants: none was promised',
  ])
  expect(slowRecoveries(report)).toEqual([
    'a restart took 2500 ms, and 2000 is the most',
    'recovery after “killed” took 2100 ms, and 2000 is the most',
  ])
})
