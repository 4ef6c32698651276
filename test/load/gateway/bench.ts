import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { issueAccessToken } from '../access-token.ts'
import type { BenchOptions } from '../bench-options.ts'
import { form, seededServer } from '../seed-server.ts'
import { measureDecision } from './decision.ts'
import { measureLimits } from './limits.ts'
import { measure } from './load.ts'
import { phorgePerSecond } from './phorge.ts'

/** The gateway's calls per second beside a real Phorge's, and how long a decision takes. @returns what is missed. */
export async function benchGateway({ tasks = 100_000, seconds }: BenchOptions): Promise<string[]> {
  await using server = await seededServer(tasks, async (gateway, userPhid) => ({
    apiToken: (await createApiToken(gateway, { userPhid, name: 'bench' })).token,
    accessToken: await issueAccessToken(gateway, userPhid),
  }))
  const { apiToken, accessToken } = server.prepared
  console.log(
    `\nCalls per second over loopback, ${tasks.toLocaleString('en')} tasks present, ${seconds} s each\n`,
  )
  const missed = await compare(server.url, { apiToken, accessToken, seconds })
  console.log('\nThe decision whether a call is allowed, in nanoseconds')
  for (const time of measureDecision()) console.log(line(time))
  console.log('\nCounting a call against the rate limits, with the headers that say so, in nanoseconds')
  for (const time of await measureLimits()) console.log(line(time))
  return missed
}

function line({ name, nanoseconds }: { readonly name: string; readonly nanoseconds: number }): string {
  return `${name.padEnd(67)}${nanoseconds.toFixed(0).padStart(9)}`
}

interface Comparison {
  readonly apiToken: string
  readonly accessToken: string
  readonly seconds: number
}

async function compare(url: string, { apiToken, accessToken, seconds }: Comparison): Promise<string[]> {
  const missed: string[] = []
  const withApiToken = (params: object) => ({ body: form({ ...params, __conduit__: { token: apiToken } }) })
  const withAccessToken = (params: object) => ({
    body: form(params),
    headers: { authorization: `Bearer ${accessToken}` },
  })
  const attachments = { subscribers: true, projects: true, columns: true }
  const create = { transactions: [{ type: 'title', value: 'Made by the bench' }] }
  const rows = [
    ['conduit.ping', 'conduit.ping', withApiToken({})],
    ['user.whoami', 'user.whoami', withApiToken({})],
    ['maniphest.search, limit 1', 'maniphest.search', withApiToken({ limit: 1 })],
    [
      'maniphest.search, limit 100, three attachments',
      'maniphest.search',
      withApiToken({ limit: 100, attachments }),
    ],
    ['maniphest.edit, create', 'maniphest.edit', withApiToken(create)],
    ['maniphest.search, limit 1', 'maniphest.search', withAccessToken({ limit: 1 }), 'OAuth'],
    ['maniphest.edit, create', 'maniphest.edit', withAccessToken(create), 'OAuth'],
  ] as const

  console.log(
    `${'call'.padEnd(56)}${'connections'.padStart(11)}${'ours'.padStart(9)}${'Phorge'.padStart(9)}   ratio`,
  )
  for (const [name, method, request, how = ''] of rows) {
    for (const connections of [1, 8]) {
      const result = await measure({ url: `${url}/api/${method}`, ...request, connections, seconds })
      const phorge = phorgePerSecond[name]?.[connections === 1 ? 0 : 1] ?? Number.NaN
      const ratio = result.perSecond / phorge
      if (ratio < 10)
        missed.push(`${name} ${how}, ${connections} connections: ${ratio.toFixed(1)} times Phorge`)
      const figures = `${result.perSecond.toFixed(0).padStart(9)}${phorge.toFixed(0).padStart(9)}`
      console.log(
        `${`${name} ${how}`.padEnd(56)}${String(connections).padStart(11)}${figures}${ratio.toFixed(1).padStart(7)}×`,
      )
    }
  }
  return missed
}
