import {
  type RenewalReport,
  renewalViolations,
  renewForManyCalls,
  renewForManyProcesses,
} from './renewals.ts'
import { runWrites, violations, type WritesOptions } from './writes.ts'

type Tell = (line: string) => void

/** Writes through a connection on which calls go wrong, and a token that expires under them. @returns what was violated */
export async function faultsOfClient(options: Omit<WritesOptions, 'face'>, tell: Tell): Promise<string[]> {
  const { seed, count, share } = options
  tell(`Seed ${seed} (--seed), ${count} tasks (--count), ${share * 100} % of all calls go wrong (--share)\n`)
  const found: string[] = []
  for (const face of ['gateway', 'phorge'] as const) found.push(...(await writes({ ...options, face }, tell)))
  found.push(...renewal('200 calls as their token expires', await renewForManyCalls(200), tell))
  found.push(...renewal('2 processes that share a file', await renewForManyProcesses(2), tell))
  return found
}

async function writes(options: WritesOptions, tell: Tell): Promise<string[]> {
  const report = await runWrites(options)
  const title =
    options.face === 'gateway'
      ? 'With a gateway (Idempotency-Key)'
      : 'With a stock Phorge (createOnce, commentOnce)'
  tell(`${title}, ${report.seconds.toFixed(1)} s`)
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
  for (const [name, figure] of rows) tell(`  ${name.padEnd(46)}${String(figure).padStart(8)}`)
  return violations(report, options).map((violation) => `${options.face}: ${violation}`)
}

function renewal(title: string, report: RenewalReport, tell: Tell): string[] {
  const { calls, answered, renewals, seconds } = report
  tell(`${title}, ${seconds.toFixed(1)} s`)
  tell(`  ${'calls with an answer'.padEnd(46)}${`${answered}/${calls}`.padStart(8)}`)
  tell(`  ${'renewals'.padEnd(46)}${String(renewals).padStart(8)}`)
  return renewalViolations(report).map((violation) => `${title}: ${violation}`)
}
