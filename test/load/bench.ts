import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { BenchOptions } from './bench-options.ts'
import { benchCallLog } from './call-log/bench.ts'
import { benchExtension } from './extension/bench.ts'
import { benchForwarding } from './forwarding/bench.ts'
import { benchGateway } from './gateway/bench.ts'
import { benchSdk } from './sdk/bench.ts'
import { benchMemory } from './sdk/memory.ts'
import { benchTokens } from './tokens/bench.ts'

/** `npm run bench -- sdk gateway`: the parts by name, all of them without one. */
const parts: Readonly<Record<string, (options: BenchOptions) => Promise<string[]>>> = {
  sdk: benchSdk,
  memory: benchMemory,
  gateway: benchGateway,
  tokens: benchTokens,
  forwarding: benchForwarding,
  'call-log': benchCallLog,
  extension: benchExtension,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '1000000' },
    largest: { type: 'string', default: '10000000' },
  },
})
const options: BenchOptions = {
  tasks: values.tasks === undefined ? undefined : Number(values.tasks),
  seconds: Number(values.seconds),
  calls: Number(values.calls),
  largest: Number(values.largest),
}

const unknown = positionals.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
for (const [name, bench] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const load = () => loadavg()[0]?.toFixed(2)
  console.log(`\n== ${name} (load of this machine: ${load()})\n`)
  const missed = await bench(options)
  console.log(`\nLoad of this machine now: ${load()}`)
  console.log(missed.length === 0 ? 'Every aim is reached.' : `Missed:\n  ${missed.join('\n  ')}`)
  if (missed.length > 0) process.exitCode = 1
}
