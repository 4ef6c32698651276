import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { type Call, rawClient } from './client.ts'
import { runScenario } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

/** Fewer would mean that scenarios end before they have shown anything. */
const FEWEST_ASSERTIONS = 150

let running: RunningGateway
let call: Call
let passed = 0

beforeAll(async () => {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  running = await startGateway(readConfig({ options }))
  const account = await running.gateway.backend.accountByName('rjkaplan')
  if (!account) throw new Error('the demo account is missing')
  const { token } = await createApiToken(running.gateway, { userPhid: account.phid, name: 'conformance' })
  call = rawClient(running.url, token)
})

afterAll(() => running.close())

describe('the embedded Maniphest behaves on the wire as Phorge does', () => {
  test.each(scenarios)('$name', async (scenario) => {
    const outcome = await runScenario(scenario, call)
    passed += outcome.passed
    expect(outcome.failures).toEqual([])
    expect(outcome.passed).toBeGreaterThan(0)
  })

  test('the scenarios assert as much as they promise', () => {
    expect(passed).toBeGreaterThanOrEqual(FEWEST_ASSERTIONS)
  })
})
