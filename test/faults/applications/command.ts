import { type DecisionReport, type DecisionRounds, runDecisionRounds } from './rounds.ts'

/** `npm run faults -- applications`: a crash leaves no half of a decision, and no secret too many. */
export async function faultsOfApplications(
  options: DecisionRounds,
  say: (line: string) => void,
): Promise<string[]> {
  say(
    `The gateway is killed ${options.rounds} times while applications are decided about (--rounds), seed ${options.seed} (--seed)\n`,
  )
  const report = await runDecisionRounds(options)
  say(table(report))
  return report.violations.map((violation) => `applications: ${violation}`)
}

function table({ rounds, applications, changes, secrets, seconds }: DecisionReport): string {
  const rows: readonly (readonly [string, number])[] = [
    ['times killed with SIGKILL', rounds],
    ['applications', applications],
    ['changes of them', changes],
    ['secrets of applications and tokens', secrets],
  ]
  const lines = rows.map(([name, figure]) => `  ${name.padEnd(46)}${String(figure).padStart(12)}`)
  return [`Decisions and rotations, ${seconds.toFixed(1)} s`, ...lines].join('\n')
}
