import { loadavg } from 'node:os'
import { readCommandLine } from '../command-line.ts'
import type { BenchOptions } from './bench-options.ts'

const USAGE = `Usage: npm run bench -- [PART...] [options]

Measures, says how busy the machine was, and exits with 1 when an aim is missed. All parts, or those that are named:

  sdk          calls per second beside fetch and canduit
  memory       what the client keeps after a million calls
  gateway      calls per second on its own Maniphest, with 100,000 tasks
  tokens       the look-up of one token among ten million
  forwarding   what the gateway adds before a Phorge, beside nginx and @fastify/http-proxy
  call-log     what the call log costs, and how soon its page is there
  extension    a page of 1,000 errors

  --seconds COUNT   that each row is measured [5]
  --tasks COUNT     that are there [as each part says]
  --calls COUNT     memory: calls after which it is looked at [1000000]
  --largest COUNT   tokens: how many there are at most [10000000]
  --help            print this`

type Bench = (options: BenchOptions) => Promise<string[]>

/** Each is loaded when it is its turn. */
const parts: Readonly<Record<string, () => Promise<Bench>>> = {
  sdk: async () => (await import('./sdk/bench.ts')).benchSdk,
  memory: async () => (await import('./sdk/memory.ts')).benchMemory,
  gateway: async () => (await import('./gateway/bench.ts')).benchGateway,
  tokens: async () => (await import('./tokens/bench.ts')).benchTokens,
  forwarding: async () => (await import('./forwarding/bench.ts')).benchForwarding,
  'call-log': async () => (await import('./call-log/bench.ts')).benchCallLog,
  extension: async () => (await import('./extension/bench.ts')).benchExtension,
}

const { values, positionals } = readCommandLine(
  USAGE,
  {
    tasks: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '1000000' },
    largest: { type: 'string', default: '10000000' },
  },
  Object.keys(parts),
)
const options: BenchOptions = {
  tasks: values.tasks === undefined ? undefined : Number(values.tasks),
  seconds: Number(values.seconds),
  calls: Number(values.calls),
  largest: Number(values.largest),
}

for (const [name, loaded] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const bench = await loaded()
  const load = () => loadavg()[0]?.toFixed(2)
  console.log(`\n== ${name} (load of this machine: ${load()})\n`)
  const missed = await bench(options)
  console.log(`\nLoad of this machine now: ${load()}`)
  console.log(missed.length === 0 ? 'Every aim is reached.' : `Missed:\n  ${missed.join('\n  ')}`)
  if (missed.length > 0) process.exitCode = 1
}
