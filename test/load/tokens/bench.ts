import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import { inTransaction } from '../../../gateway/src/database/transaction.ts'
import { renameToken } from '../../../gateway/src/tokens/change.ts'
import { createApiToken, findApiToken } from '../../../gateway/src/tokens/tokens.ts'
import type { BenchOptions } from '../bench-options.ts'
import { measure } from '../gateway/load.ts'
import { fillTables } from './tables.ts'

const SIZES = [10_000, 1_000_000, 10_000_000]
/** Tokens that are really looked up, each once between two writes. */
const CALLERS = 2000
const ROUNDS = 5
const MOST = 2

/** One gateway with so many tokens. */
interface Populated {
  readonly size: number
  readonly look: () => Promise<number>
  readonly calls: (seconds: number) => Promise<number>
  close(): Promise<void>
}

interface Row {
  readonly size: number
  readonly nanoseconds: number
  readonly perSecond: number
}

/** How long it takes to look a token up, and how many calls a second are answered, by how many tokens there are. */
export async function benchTokens({ seconds, largest }: BenchOptions): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-tokens-'))
  const populated: Populated[] = []
  try {
    for (const size of SIZES.filter((count) => count <= largest)) populated.push(await populate(folder, size))
    const rows = await measureInTurn(populated, seconds)
    console.log('tokens            median look-up   against 10,000   calls a second')
    for (const row of rows) console.log(line(row, rows[0]))
    return missedOf(rows)
  } finally {
    for (const { close } of populated) await close()
    rmSync(folder, { recursive: true })
  }
}

/** One after the other in every round: what else the machine does falls on all of them alike. */
async function measureInTurn(populated: readonly Populated[], seconds: number): Promise<Row[]> {
  const times = populated.map(() => [] as number[])
  const rates = populated.map(() => [] as number[])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, { look }] of populated.entries()) times[at]?.push(await look())
    for (const [at, { calls }] of populated.entries()) rates[at]?.push(await calls(seconds / ROUNDS))
  }
  return populated.map(({ size }, at) => ({
    size,
    nanoseconds: medianOf(times[at] ?? []),
    perSecond: medianOf(rates[at] ?? []),
  }))
}

async function populate(folder: string, size: number): Promise<Populated> {
  const dataDirectory = join(folder, String(size))
  const start = performance.now()
  await (await openDatabase(dataDirectory)).destroy()
  fillTables(join(dataDirectory, 'gateway.sqlite'), size)
  const options = { dataDirectory, port: 0, demo: true, logLevel: 'silent', callLog: false, ...unlimited }
  const { gateway, close } = await startGateway(readConfig({ options }))
  const { phid: userPhid = '' } = (await gateway.backend.accountByName('rjkaplan')) ?? {}
  const first = await createApiToken(gateway, { userPhid, name: 'bench' })
  const tokens = [first.token]
  await inTransaction(gateway, async (inside) => {
    for (let made = 0; made < CALLERS; made++) {
      tokens.push((await createApiToken(inside, { userPhid, name: 'bench' })).token)
    }
  })
  const bytes = statSync(join(dataDirectory, 'gateway.sqlite')).size
  const took = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`${size.toLocaleString('en')} tokens: ${(bytes / 1e6).toFixed(0)} MB, made in ${took} s`)
  const params = JSON.stringify({ __conduit__: { token: first.token } })
  const body = new URLSearchParams({ params, output: 'json' })
  const url = `http://127.0.0.1:${gateway.config.port}/api/user.whoami`
  return {
    size,
    close,
    look: async () => {
      // A write in between: nothing that was looked up before is remembered.
      await renameToken(gateway, first.phid, `bench ${performance.now()}`, { author: {} })
      const times: number[] = []
      for (const token of tokens) {
        const before = process.hrtime.bigint()
        const found = await findApiToken(gateway, token)
        times.push(Number(process.hrtime.bigint() - before))
        if (!found) throw new Error('a token was not found')
      }
      return medianOf(times)
    },
    calls: async (each) =>
      (await measure({ url, body: body.toString(), connections: 16, seconds: Math.max(1, each) })).perSecond,
  }
}

const unlimited = { rateLimitToken: 0, rateLimitAddress: 0 }

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function line({ size, nanoseconds, perSecond }: Row, smallest: Row | undefined): string {
  const times = `${(nanoseconds / (smallest?.nanoseconds ?? nanoseconds)).toFixed(2)} ×`
  return [
    size.toLocaleString('en').padEnd(14),
    `${(nanoseconds / 1000).toFixed(1)} µs`.padStart(17),
    times.padStart(17),
    Math.round(perSecond).toLocaleString('en').padStart(17),
  ].join('')
}

function missedOf(rows: readonly Row[]): string[] {
  const times = rows.map(({ nanoseconds }) => nanoseconds)
  const spread = Math.max(...times) / Math.min(...times)
  if (spread <= MOST) return []
  return [`one look-up takes ${spread.toFixed(1)} times as long with some number of tokens as with another`]
}
