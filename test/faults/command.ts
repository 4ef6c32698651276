import { parseArgs } from 'node:util'
import { faultsOfCallLog } from './call-log/command.ts'
import { faultsOfExtension } from './extension/command.ts'
import { faultsOfGateway } from './gateway/command.ts'
import {
  type RenewalReport,
  renewalViolations,
  renewForManyCalls,
  renewForManyProcesses,
} from './renewals.ts'
import { faultsOfStages } from './stages/command.ts'
import { runWrites, violations, type WritesOptions } from './writes.ts'

/**
 * `npm run faults`, or one part by name: `client` (nothing is written twice, nothing is lost, and a token is renewed
 * once), `gateway` (the same of a gateway that is killed before a Phorge that is ill), `call-log` (no call is lost that
 * is older than a second), `stages` (no approval of an application and no rotation of a secret is there by half) and
 * `extension` (each error has one task, when the browser stops its worker). Exits with 1 otherwise.
 */
const parts = { client, gateway, 'call-log': callLog, stages, extension }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000' },
    share: { type: 'string', default: '0.3' },
    kills: { type: 'string', default: process.env.EXTENSION_KILLS ?? '50' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
})
const [count, share, seed] = [Number(values.count), Number(values.share), Number(values.seed)]
const found: string[] = []

for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  if (!isPart(name)) throw new Error(`There is no part "${name}", but ${Object.keys(parts).join(', ')}.`)
  await parts[name]()
}
console.log(found.length === 0 ? '\nEvery rule holds.' : `\nViolated:\n  ${found.join('\n  ')}`)
process.exitCode = found.length === 0 ? 0 : 1

function isPart(name: string): name is keyof typeof parts {
  return Object.hasOwn(parts, name)
}

async function client(): Promise<void> {
  console.log(
    `Seed ${seed} (--seed), ${count} tasks (--count), ${share * 100} % of all calls go wrong (--share)\n`,
  )
  for (const face of ['gateway', 'phorge'] as const) await writes({ face, count, share, seed })
  renewal('200 calls as their token expires', await renewForManyCalls(200))
  renewal('2 processes that share a file', await renewForManyProcesses(2))
}

async function gateway(): Promise<void> {
  found.push(...(await faultsOfGateway({ rounds: roundsOr(100), seed }, console.log)))
}

async function callLog(): Promise<void> {
  found.push(...(await faultsOfCallLog({ rounds: roundsOr(100), seed }, console.log)))
}

async function stages(): Promise<void> {
  found.push(...(await faultsOfStages({ rounds: roundsOr(200), seed }, console.log)))
}

function roundsOr(usual: number): number {
  return values.rounds === undefined ? usual : Number(values.rounds)
}

async function extension(): Promise<void> {
  found.push(...(await faultsOfExtension(Number(values.kills), console.log)))
}

async function writes(options: WritesOptions): Promise<void> {
  const report = await runWrites(options)
  const title =
    options.face === 'gateway'
      ? 'With a gateway (Idempotency-Key)'
      : 'With a stock Phorge (createOnce, commentOnce)'
  console.log(`${title}, ${report.seconds.toFixed(1)} s`)
  const rows: readonly (readonly [string, number | boolean])[] = [
    ['calls that arrived', report.calls],
    ['that met with a fault', report.faults],
    ['writes carried out whose answer was lost', report.answersLost],
    ['times that the program itself called again', report.again],
    ['tasks', report.tasks],
    ['tasks with a comment twice', report.commentsTwice],
    ['tasks without their comment', report.commentsMissing],
    ['tasks that were not closed', report.stillOpen],
    ['the server keeps idempotency keys', report.keepsKeys],
  ]
  for (const [name, figure] of rows) console.log(`  ${name.padEnd(46)}${String(figure).padStart(8)}`)
  found.push(...violations(report, options).map((violation) => `${options.face}: ${violation}`))
}

function renewal(title: string, report: RenewalReport): void {
  const { calls, answered, renewals, seconds } = report
  console.log(`${title}, ${seconds.toFixed(1)} s`)
  console.log(`  ${'calls with an answer'.padEnd(46)}${`${answered}/${calls}`.padStart(8)}`)
  console.log(`  ${'renewals'.padEnd(46)}${String(renewals).padStart(8)}`)
  found.push(...renewalViolations(report).map((violation) => `${title}: ${violation}`))
}
