import { expect, test } from 'vitest'
import { renewalViolations, renewForManyCalls, renewForManyProcesses } from './renewals.ts'
import { runWrites, violations } from './writes.ts'

// The small version of `npm run faults`.
test.each(['gateway', 'phorge'] as const)(
  'with a %s nothing is written twice and nothing is lost, whatever the connection does',
  { timeout: 60_000 },
  async (face) => {
    const options = { face, count: 25, share: 0.35, seed: 20_261_126 }
    const report = await runWrites(options)
    expect(violations(report, options), JSON.stringify(report)).toEqual([])
  },
)

test('who calls again without a key writes twice, and the report tells', { timeout: 60_000 }, async () => {
  const options = { face: 'phorge', count: 25, share: 0.35, seed: 20_261_126, careless: true } as const
  const found = violations(await runWrites(options), options)
  expect(found).toContainEqual(expect.stringMatching(/^\d+ tasks instead of 25$/))
  expect(found).toContainEqual(expect.stringMatching(/have a comment twice$/))
})

test('200 calls at the moment at which their token expires renew it once', async () => {
  expect(renewalViolations(await renewForManyCalls(200))).toEqual([])
})

test('two processes that share a file renew its token once', { timeout: 60_000 }, async () => {
  expect(renewalViolations(await renewForManyProcesses(2))).toEqual([])
})
