import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Conduit, memoryStore, oauthSession } from 'phorge-conduit'
import { fileStore } from 'phorge-conduit/stores/file'
import { startConduit } from 'phorge-conduit-testing'

const TOKEN_ENDPOINT = '/oauthserver/token/'
const scopes = ['maniphest.search']
const program = join(import.meta.dirname, '../sdk/credentials/renew-in-a-process.ts')

/** What happened at the moment when a token had expired. */
export interface RenewalReport {
  readonly calls: number
  readonly answered: number
  readonly renewals: number
  readonly seconds: number
}

/** Many calls at the moment at which their token expires. */
export async function renewForManyCalls(calls: number): Promise<RenewalReport> {
  await using server = await startConduit()
  const { client, signIn } = await server.register({ scopes })
  const store = memoryStore()
  await store.set('angie', await signIn('angie'))
  const credential = oauthSession({ client, store, key: 'angie' })
  const conduit = new Conduit({ url: server.url, credential, concurrency: calls })
  const earlier = server.calls.length
  server.clock.advance(3600)

  const start = performance.now()
  const answers = await Promise.allSettled(
    // Told apart, so that none of them is shared.
    Array.from({ length: calls }, (_, index) =>
      conduit.call('maniphest.search', { constraints: { ids: [index + 1] } }),
    ),
  )
  return {
    calls,
    answered: answers.filter(({ status }) => status === 'fulfilled').length,
    renewals: server.calls.slice(earlier).filter(({ method }) => method === TOKEN_ENDPOINT).length,
    seconds: (performance.now() - start) / 1000,
  }
}

/** Several processes that share a file with an expired token, each with ten calls. */
export async function renewForManyProcesses(processes: number): Promise<RenewalReport> {
  const folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-faults-'))
  try {
    await using server = await startConduit()
    const { clientId, clientSecret = '', redirectUri, signIn } = await server.register({ scopes })
    const file = join(folder, 'tokens.json')
    await fileStore(file).set('angie', await signIn('angie'))
    const earlier = server.calls.length
    server.clock.advance(3600)

    const start = performance.now()
    const now = String(server.clock.now())
    const tokens = await Promise.all(
      Array.from({ length: processes }, () =>
        run([server.url, redirectUri, file, 'angie', now], {
          CLIENT_ID: clientId,
          CLIENT_SECRET: clientSecret,
        }),
      ),
    )
    const [first] = tokens.flat()
    return {
      calls: processes * 10,
      answered: tokens.flat().filter((token) => token === first).length,
      renewals: server.calls.slice(earlier).filter(({ method }) => method === TOKEN_ENDPOINT).length,
      seconds: (performance.now() - start) / 1000,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string[]> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const printed = await text(child.stdout)
  const [code] = await ended
  if (code !== 0) throw new Error(`A process that was to renew a token ended with ${code}.`)
  return JSON.parse(printed)
}

/** What is wrong with it; nothing when everybody got an answer for one renewal. */
export function renewalViolations({ calls, answered, renewals }: RenewalReport): string[] {
  return [
    ...(answered === calls ? [] : [`${calls - answered} of ${calls} calls failed`]),
    ...(renewals === 1 ? [] : [`${renewals} renewals instead of 1`]),
  ]
}
