import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import type { BenchOptions } from '../bench-options.ts'
import { measure } from '../gateway/load.ts'
import { startNginx } from './nginx.ts'

const ROUNDS = 5
/** Calls one after the other in each round. */
const REQUESTS = 400
const CONNECTIONS = 16

/** One way to the same upstream. */
interface Way {
  readonly name: string
  readonly url: string
  readonly body: string
  readonly milliseconds: number[]
  readonly perSecond: number[]
}

/** What runs for the bench, and is ended with it. */
interface Scene {
  readonly children: ChildProcess[]
  readonly folder: string
  readonly seconds: number
}

/** The same calls direct, through the gateway, and through plain forwarders: at once, and as slow as a Phorge. */
export async function benchForwarding({ seconds }: BenchOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-forwarding-'))
  const scene: Scene = { children: [], folder, seconds }
  try {
    return [...(await compare(scene, 0)), ...(await compare(scene, 20))]
  } finally {
    for (const child of scene.children) child.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compare(scene: Scene, delay: number): Promise<string[]> {
  const { seconds } = scene
  const ways = await prepare(scene, delay)
  // Interleaved: whatever else this machine does in the meantime hits all of them.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const way of ways) {
      const times = await latencies(way)
      const { perSecond } = await measure({ ...way, url: callOf(way), connections: CONNECTIONS, seconds })
      // The first round warms up.
      if (round === 0) continue
      way.milliseconds.push(...times)
      way.perSecond.push(perSecond)
    }
  }
  print(scene, delay, ways)
  return missed(delay, ways)
}

async function prepare(scene: Scene, delay: number): Promise<Way[]> {
  const { folder, children } = scene
  const upstream = `http://127.0.0.1:${await start<number>(scene, 'upstream.ts', String(delay))}`
  const gatewayFolder = mkdtempSync(join(folder, 'gateway-'))
  const gateway = await start<{ port: number; token: string }>(scene, 'gateway.ts', upstream, gatewayFolder)
  const proxy = await start<number>(scene, 'http-proxy.ts', upstream)
  const nginx = await startNginx(upstream, folder)
  if (nginx) children.push(nginx.process)
  const direct = form(`api-${'r'.repeat(28)}`)
  const way = (name: string, url: string, body: string): Way => ({
    name,
    url,
    body,
    milliseconds: [],
    perSecond: [],
  })
  return [
    way('direct', upstream, direct),
    ...(nginx ? [way('nginx', `http://127.0.0.1:${nginx.port}`, direct)] : []),
    way('@fastify/http-proxy', `http://127.0.0.1:${proxy}`, direct),
    way('gateway', `http://127.0.0.1:${gateway.port}`, form(gateway.token)),
  ]
}

async function start<Message>(
  { folder, children }: Scene,
  file: string,
  ...words: string[]
): Promise<Message> {
  const log = openSync(join(folder, `${file}.log`), 'a')
  const child = fork(new URL(`./${file}`, import.meta.url), words, {
    stdio: ['ignore', log, 'inherit', 'ipc'],
  })
  children.push(child)
  const [message] = await once(child, 'message')
  return message as Message
}

function form(token: string): string {
  return new URLSearchParams({
    params: JSON.stringify({ __conduit__: { token } }),
    output: 'json',
  }).toString()
}

function callOf({ url }: Way): string {
  return `${url}/api/user.whoami`
}

/** Milliseconds of calls that are made one after the other, on one connection. */
async function latencies(way: Way): Promise<number[]> {
  const dispatcher = new Agent({ connections: 1 })
  const times: number[] = []
  for (let made = 0; made < REQUESTS; made++) {
    const start = performance.now()
    const { body } = await request(callOf(way), {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: way.body,
    })
    await body.text()
    times.push(performance.now() - start)
  }
  await dispatcher.close()
  return times
}

function print({ seconds }: Scene, delay: number, ways: readonly Way[]): void {
  const [direct] = ways
  const proxy = ways.find(({ name }) => name === '@fastify/http-proxy')
  if (!direct || !proxy) return
  const total = (ROUNDS * REQUESTS).toLocaleString('en')
  console.log(`\nAn upstream that answers ${delay === 0 ? 'at once' : `after ${delay} ms`}`)
  console.log(
    `${ROUNDS} interleaved rounds: ${total} calls one by one, then ${CONNECTIONS} connections for ${seconds} s each\n`,
  )
  console.log(
    `${'way'.padEnd(22)}${'median ms'.padStart(10)}${'added'.padStart(8)}${'p99 ms'.padStart(9)}${'added'.padStart(8)}${'calls/s'.padStart(10)}   of http-proxy`,
  )
  for (const way of ways) {
    const [median, p99] = [quantile(way.milliseconds, 0.5), quantile(way.milliseconds, 0.99)]
    const perSecond = quantile(way.perSecond, 0.5)
    const figures = [
      median.toFixed(2).padStart(10),
      (median - quantile(direct.milliseconds, 0.5)).toFixed(2).padStart(8),
      p99.toFixed(2).padStart(9),
      (p99 - quantile(direct.milliseconds, 0.99)).toFixed(2).padStart(8),
      perSecond.toFixed(0).padStart(10),
      `${((100 * perSecond) / quantile(proxy.perSecond, 0.5)).toFixed(0)} %`.padStart(10),
    ]
    console.log(way.name.padEnd(22) + figures.join(''))
  }
}

/** The aims: at most a millisecond more in the median, and four fifths of the throughput of a plain forwarder. */
function missed(delay: number, ways: readonly Way[]): string[] {
  const named = (wanted: string) => ways.find(({ name }) => name === wanted)
  const [direct, proxy, gateway] = [named('direct'), named('@fastify/http-proxy'), named('gateway')]
  if (!direct || !proxy || !gateway) return []
  const added = quantile(gateway.milliseconds, 0.5) - quantile(direct.milliseconds, 0.5)
  const share = quantile(gateway.perSecond, 0.5) / quantile(proxy.perSecond, 0.5)
  return [
    ...(added > 1 ? [`before an upstream of ${delay} ms the gateway adds ${added.toFixed(2)} ms`] : []),
    ...(share < 0.8
      ? [`before an upstream of ${delay} ms it has ${(100 * share).toFixed(0)} % of http-proxy`]
      : []),
  ]
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
