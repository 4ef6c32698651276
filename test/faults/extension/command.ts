import {
  type InterruptionReport,
  interruptCreates,
  interruptionViolations,
} from '../../extension/interruptions.ts'

/** `npm run faults -- extension`: each error has one task, and the user sees it. */
export async function faultsOfExtension(kills: number, say: (line: string) => void): Promise<string[]> {
  say(`The worker of the extension is killed ${kills} times between press and answer (--kills)\n`)
  const start = performance.now()
  const report = await interruptCreates(kills)
  say(table(report, (performance.now() - start) / 1000))
  return interruptionViolations(report).map((violation) => `extension: ${violation}`)
}

function table({ times, killed, pressedAgain, shown, tasks }: InterruptionReport, seconds: number): string {
  const rows: readonly (readonly [string, number])[] = [
    ['presses of “Create task”', times],
    ['in which the worker was killed', killed],
    ['in which the user had to press again', pressedAgain],
    ['tasks', tasks.length],
    ['chips that show their task', shown],
  ]
  const lines = rows.map(([name, figure]) => `  ${name.padEnd(46)}${String(figure).padStart(8)}`)
  return [`The extension in Chromium, ${seconds.toFixed(1)} s`, ...lines].join('\n')
}
