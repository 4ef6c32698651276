import { type CallLogReport, type CallLogRounds, runCallLogRounds } from './rounds.ts'

/** `npm run faults -- call-log`: a crash loses the calls of at most one second. */
export async function faultsOfCallLog(
  options: CallLogRounds,
  say: (line: string) => void,
): Promise<string[]> {
  say(
    `The gateway is killed ${options.rounds} times while it is called (--rounds), seed ${options.seed} (--seed)\n`,
  )
  const report = await runCallLogRounds(options)
  say(table(report))
  return report.violations.map((violation) => `call-log: ${violation}`)
}

function table({ rounds, answered, written, lostFor, seconds }: CallLogReport): string {
  const rows: readonly (readonly [string, string | number])[] = [
    ['times killed with SIGKILL', rounds],
    ['calls answered', answered],
    ['of which are not in the log', answered - written],
    ['rounds in which none is missing', rounds - lostFor.length],
    ['oldest call lost, before the kill', `${Math.max(0, ...lostFor).toFixed(0)} ms`],
  ]
  const lines = rows.map(([name, figure]) => `  ${name.padEnd(46)}${String(figure).padStart(12)}`)
  return [`The call log, ${seconds.toFixed(1)} s`, ...lines].join('\n')
}
