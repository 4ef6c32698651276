#!/usr/bin/env node
import { readCommandLine } from '../command-line.ts'
import { rawClient } from './client.ts'
import { runScenario } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

const USAGE = `Usage: npm run conformance -- --url URL --api-token TOKEN

Shows how a Conduit server behaves on the wire: codes, shapes and quirks of ${scenarios.length} scenarios, for a server with
Maniphest's default statuses and priorities. It prints a line for each, and exits with 1 if any expectation fails.

It WRITES: it creates tasks and projects of its own, whose names begin with "Conformance", and they stay. It does not
touch what was there before.

  --url URL           where the server is: https://phorge.example.com
  --api-token TOKEN   an API token; what is created is created by its user
  --only TEXT         run the scenarios whose name contains this text
  --help              print this`

const { values: options } = readCommandLine(USAGE, {
  url: { type: 'string' },
  'api-token': { type: 'string' },
  only: { type: 'string' },
})
if (!options.url || !options['api-token']) {
  console.error(`Both --url and --api-token are needed.\n\n${USAGE}`)
  process.exitCode = 2
} else {
  process.exitCode = await run(options.url, options['api-token'], options.only ?? '')
}

async function run(url: string, apiToken: string, only: string): Promise<number> {
  console.log('Creating tasks and projects whose names begin with "Conformance".')
  const call = rawClient(url, apiToken)
  let passed = 0
  let failed = 0
  for (const scenario of scenarios.filter(({ name }) => name.includes(only))) {
    const outcome = await runScenario(scenario, call)
    passed += outcome.passed
    failed += outcome.failures.length
    const mark = outcome.failures.length === 0 ? 'ok  ' : 'FAIL'
    console.log(`${mark} ${outcome.name} (${outcome.passed})`)
    for (const failure of outcome.failures) console.log(`       ${failure}`)
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
