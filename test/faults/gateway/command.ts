import { brokenPromises, type RoundsOptions, type RoundsReport, runRounds, slowRecoveries } from './rounds.ts'

/** `npm run faults -- gateway`: what the gateway promised is there, and nothing was done twice. */
export async function faultsOfGateway(
  options: RoundsOptions,
  say: (line: string) => void,
): Promise<string[]> {
  say(`The gateway is killed ${options.rounds} times under load (--rounds), seed ${options.seed} (--seed)\n`)
  const report = await runRounds(options)
  say(table(report))
  const violations = [...brokenPromises(report), ...slowRecoveries(report)]
  return violations.map((violation) => `gateway: ${violation}`)
}

function table(report: RoundsReport): string {
  const { rounds, promised, attempted, unknown, lost, twice, restarts, recoveries, seconds } = report
  const rows: readonly (readonly [string, string | number])[] = [
    ['times killed with SIGKILL', rounds],
    ...Object.entries(promised).map(([what, count]) => [`${what} promised`, count] as const),
    ['promises that were not kept', lost.length],
    ['writes attempted', attempted],
    ['of which the caller was told that nobody knows', unknown],
    ['writes carried out twice', twice.length],
    ['from start to first answer', spread(restarts)],
    ...Object.entries(recoveries)
      .filter(([, times]) => times.length > 0)
      .map(([condition, times]) => [`from “${condition}” to first answer`, spread(times)] as const),
  ]
  const lines = rows.map(([name, figure]) => `  ${name.padEnd(48)}${String(figure).padStart(30)}`)
  return [`The gateway before a Phorge that falls ill, ${seconds.toFixed(1)} s`, ...lines].join('\n')
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0
  return `median ${middle.toFixed(0)} ms, most ${(sorted.at(-1) ?? 0).toFixed(0)} ms`
}
