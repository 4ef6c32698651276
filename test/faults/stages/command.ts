import { type Count, type StagesReport, unshown } from './report.ts'
import { runStages, type StagesOptions } from './rounds.ts'

/** `npm run faults -- stages`: no stage change and no rotation is ever there by half. */
export async function faultsOfStages(options: StagesOptions, say: (line: string) => void): Promise<string[]> {
  say(
    `The gateway is killed ${options.rounds} times in stage changes and rotations (--rounds), seed ${options.seed} (--seed)\n`,
  )
  const report = await runStages(options)
  say(table(report))
  return [...report.violations, ...unshown(report)].map((violation) => `stages: ${violation}`)
}

function table({ rounds, counts, expired, secrets, logged, violations, seconds }: StagesReport): string {
  const columns = ['', 'done', 'refused', 'no answer', 'carried out']
  const lines = Object.entries(counts).map(([kind, count]) => [kind, ...figures(count)])
  const unanswered = Object.values(counts).reduce((sum, count) => sum + count.unanswered, 0)
  const rows: readonly (readonly [string, number])[] = [
    ['times killed with SIGKILL', rounds],
    ['actions under way when it was killed', unanswered],
    ['proposals given up because of their age', expired],
    ['secrets tried before and after the overlap', secrets],
    ['rows of the security log verified', logged],
    ['violations', violations.length],
  ]
  return [
    `Applications and API tokens, ${seconds.toFixed(1)} s`,
    ...[columns, ...lines].map(([name = '', ...cells]) => row(name, cells)),
    ...rows.map(([name, figure]) => row(name, [String(figure)])),
  ].join('\n')
}

function figures({ done, refused, unanswered, carriedOut }: Count): string[] {
  return [done, refused, unanswered, carriedOut].map(String)
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(46)}${cells.map((cell) => cell.padStart(12)).join('')}`
}
