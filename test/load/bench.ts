import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig, startGateway } from 'phorge-conduit-gateway'
import type { Scope } from '../../gateway/src/access/scope.ts'
import { createApplication } from '../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../gateway/src/applications/rules.ts'
import { EmbeddedBackend } from '../../gateway/src/backends/embedded/embedded.ts'
import { openStore } from '../../gateway/src/backends/embedded/store.ts'
import { saveGrant } from '../../gateway/src/grants/grants.ts'
import { digest, randomSecret } from '../../gateway/src/secrets.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { measureDecision } from './decision.ts'
import { measure } from './load.ts'
import { phorgePerSecond } from './phorge.ts'
import { seedTasks } from './seed.ts'

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
  },
})
const tasks = Number(values.tasks)
const seconds = Number(values.seconds)
const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-bench-'))
const settings = { dataDirectory: folder, demo: true, logLevel: 'silent' }

let server: ChildProcess | undefined
try {
  const { apiToken, accessToken, port } = await prepare()
  server = await serve(port)
  await compare(`http://127.0.0.1:${port}`, apiToken, accessToken)
} finally {
  server?.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}

/** Seeds the tasks and obtains one token of each kind. */
async function prepare() {
  await seed()
  const { gateway, close } = await startGateway(readConfig({ options: { ...settings, port: 0 } }))
  const author = await gateway.backend.accountByName('rjkaplan')
  if (!author) throw new Error('the demo account rjkaplan is missing')
  const { token: apiToken } = await createApiToken(gateway, { userPhid: author.phid, name: 'bench' })
  const accessToken = await issueAccessToken(gateway, author.phid)
  await close()
  return { apiToken, accessToken, port: gateway.config.port }
}

/** Only here nothing waits for the disk: what is measured later does. */
async function seed(): Promise<void> {
  const store = openStore(folder)
  store.all('PRAGMA synchronous = OFF')
  const now = () => Math.floor(Date.now() / 1000)
  const backend = new EmbeddedBackend(store, { publicUrl: 'http://localhost', now, demo: true })
  console.log(`Creating ${tasks.toLocaleString('en')} tasks with maniphest.edit …`)
  const start = performance.now()
  await seedTasks(backend, tasks)
  console.log(`  in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  await backend.close()
}

/** An access token as the authorization server issues them, with the scopes of an error viewer. */
async function issueAccessToken(gateway: Parameters<typeof saveGrant>[0], userPhid: string): Promise<string> {
  const scopes = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status'] as unknown as Scope[]
  const { application } = await createApplication(gateway, {
    name: 'bench',
    kind: 'public',
    redirectUris: ['http://127.0.0.1/callback'],
    createdBy: userPhid,
  })
  await saveAllowedScopes(gateway, application.clientId, scopes)
  const grant = await saveGrant(gateway, { userPhid, clientId: application.clientId, scopes })
  const token = randomSecret()
  await gateway.database
    .insertInto('access_tokens')
    .values({
      digest: digest(token),
      grant_id: grant.grantId,
      client_id: application.clientId,
      user_phid: userPhid,
      scopes: JSON.stringify(scopes),
      payload: '{}',
      issued_at: gateway.now(),
      expires_at: gateway.now() + 3600,
    })
    .execute()
  return token
}

/** The server in a process of its own, as it is run: the load comes from this one. */
async function serve(port: number): Promise<ChildProcess> {
  const main = join(import.meta.dirname, '../../gateway/src/main.ts')
  const options = ['--port', String(port), '--data-directory', folder, '--log-level', 'silent']
  const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'inherit', 'inherit'] })
  for (let attempt = 0; attempt < 100; attempt++) {
    const up = await fetch(`http://127.0.0.1:${port}/api/conduit.ping`, { method: 'POST' }).catch(
      () => undefined,
    )
    if (up?.ok) return child
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  child.kill()
  throw new Error('the gateway did not start')
}

async function compare(url: string, apiToken: string, accessToken: string): Promise<void> {
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
    `\nCalls per second over loopback, ${tasks.toLocaleString('en')} tasks present, ${seconds} s each\n`,
  )
  console.log(
    `${'call'.padEnd(56)}${'connections'.padStart(11)}${'ours'.padStart(9)}${'Phorge'.padStart(9)}   ratio`,
  )
  let short = 0
  for (const [name, method, request, how = ''] of rows) {
    for (const connections of [1, 8]) {
      const result = await measure({ url: `${url}/api/${method}`, ...request, connections, seconds })
      const phorge = phorgePerSecond[name]?.[connections === 1 ? 0 : 1] ?? Number.NaN
      const ratio = result.perSecond / phorge
      if (ratio < 10) short++
      const figures = `${result.perSecond.toFixed(0).padStart(9)}${phorge.toFixed(0).padStart(9)}`
      console.log(
        `${`${name} ${how}`.padEnd(56)}${String(connections).padStart(11)}${figures}${ratio.toFixed(1).padStart(7)}×`,
      )
    }
  }
  console.log('\nThe decision whether a call is allowed, in nanoseconds')
  for (const { name, nanoseconds } of measureDecision()) {
    console.log(`${name.padEnd(67)}${nanoseconds.toFixed(0).padStart(9)}`)
  }
  console.log(
    short === 0 ? 'Every row is ten times Phorge or better.' : `${short} rows are below ten times Phorge.`,
  )
}

function form(params: object): string {
  return new URLSearchParams({ params: JSON.stringify(params), output: 'json' }).toString()
}
