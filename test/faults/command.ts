import { readCommandLine } from '../command-line.ts'

const USAGE = `Usage: npm run faults -- [PART...] [options]

Breaks what can break, and counts what was lost or done twice. All parts, or those that are named:

  client      writes through a connection on which calls go wrong: none twice, none lost, a token renewed once
  gateway     the same of a gateway that is killed under load before a Phorge that is ill
  call-log    a gateway that is killed: no call is lost that is older than a second
  stages      a gateway that is killed in approvals and rotations: nothing is there by half
  extension   its worker is stopped in a create: each error has one task

  --rounds COUNT   times that the gateway is killed [100; stages: 200]
  --count COUNT    client: tasks that are written [1000]
  --share SHARE    client: of all calls, those that go wrong [0.3]
  --kills COUNT    extension: times that its worker is stopped [50]
  --seed NUMBER    the same seed makes the same faults [at random]
  --help           print this

It exits with 1 when a rule was violated.`

const parts = { client, gateway, 'call-log': callLog, stages, extension }
const { values, positionals } = readCommandLine(
  USAGE,
  {
    count: { type: 'string', default: '1000' },
    share: { type: 'string', default: '0.3' },
    kills: { type: 'string', default: process.env.EXTENSION_KILLS ?? '50' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
  Object.keys(parts),
)
const [count, share, seed] = [Number(values.count), Number(values.share), Number(values.seed)]
const found: string[] = []

for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  await parts[name as keyof typeof parts]()
}
console.log(found.length === 0 ? '\nEvery rule holds.' : `\nViolated:\n  ${found.join('\n  ')}`)
process.exitCode = found.length === 0 ? 0 : 1

async function client(): Promise<void> {
  const { faultsOfClient } = await import('./client-command.ts')
  found.push(...(await faultsOfClient({ count, share, seed }, console.log)))
}

async function gateway(): Promise<void> {
  const { faultsOfGateway } = await import('./gateway/command.ts')
  found.push(...(await faultsOfGateway({ rounds: roundsOr(100), seed }, console.log)))
}

async function callLog(): Promise<void> {
  const { faultsOfCallLog } = await import('./call-log/command.ts')
  found.push(...(await faultsOfCallLog({ rounds: roundsOr(100), seed }, console.log)))
}

async function stages(): Promise<void> {
  const { faultsOfStages } = await import('./stages/command.ts')
  found.push(...(await faultsOfStages({ rounds: roundsOr(200), seed }, console.log)))
}

async function extension(): Promise<void> {
  const { faultsOfExtension } = await import('./extension/command.ts')
  found.push(...(await faultsOfExtension(Number(values.kills), console.log)))
}

function roundsOr(usual: number): number {
  return values.rounds === undefined ? usual : Number(values.rounds)
}
