import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { readConfig, startErrorViewer } from 'error-viewer'
import { readConfig as readGatewayConfig, startGateway } from 'phorge-conduit-gateway'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { createApplication } from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import type { Account, Backend, BackendCall } from '../../../gateway/src/backends/backend.ts'
import { findGrant, revokeGrant } from '../../../gateway/src/grants/grants.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { Browser } from '../../gateway/authorization-server/browser.ts'
import { faultyNetwork } from './faulty-network.ts'
import { Page } from './page.ts'

const clientId = 'error-viewer'
const main = fileURLToPath(new URL('../../../demo-app/server/main.ts', import.meta.url))

export const allScopes = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
  'project.search',
]

export type Office = Awaited<ReturnType<typeof openOffice>>

/** A gateway on its embedded Maniphest and an error viewer that is registered with it, both real and listening. */
export async function openOffice({ rules = allScopes, log }: { rules?: string[]; log?: string[] } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'office-'))
  const clock = { now: Math.floor(Date.now() / 1000) }
  const network = faultyNetwork()
  const common = { logLevel: log ? ('trace' as const) : ('silent' as const) }
  const seams = { now: () => clock.now, logStream: { write: (line: string) => void log?.push(line) } }
  const { gateway, ...running } = await startGateway(
    readGatewayConfig({
      options: { ...common, port: 0, dataDirectory: join(directory, 'gateway'), demo: true },
    }),
    seams,
  )
  const calls = recordCalls(gateway.backend)
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { clientSecret } = await createApplication(gateway, {
    clientId,
    name: 'Error viewer',
    kind: 'confidential',
    redirectUris: [`${url}/auth/callback`],
    createdBy: 'PHID-USER-administrator',
  })
  const allow = (scopes: readonly string[]) => saveAllowedScopes(gateway, clientId, scopes as Scope[])
  await allow(rules)

  const startViewer = () =>
    startErrorViewer(
      readConfig({
        options: {
          ...common,
          port,
          dataDirectory: join(directory, 'viewer'),
          conduitUrl: running.url,
          clientId,
          clientSecret,
        },
      }),
      { ...seams, fetch: network.fetch },
    )
  let viewer = await startViewer()

  async function accountOf(userName: string): Promise<Account> {
    const account = await gateway.backend.accountByName(userName)
    if (!account) throw new Error(`there is no account ${userName}`)
    return account
  }

  return {
    gateway,
    gatewayUrl: running.url,
    url,
    directory,
    clientSecret: clientSecret ?? '',
    clock,
    network,
    /** Every call that reached Maniphest. */
    calls,
    allow,
    get viewer() {
      return viewer
    },
    /** Runs the error viewer as a process of its own instead, until the returned function kills it without warning. */
    async moveViewerToProcess(): Promise<() => Promise<void>> {
      await viewer.close()
      const process = spawn(execPath, [main], {
        env: { ...env, ...environmentOf(viewer.viewer.config) },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(process.stdout, 'data')
      return async () => {
        const exit = once(process, 'exit')
        process.kill('SIGKILL')
        await exit
        viewer = await startViewer()
      }
    },
    /** The gateway carries out calls of this method and keeps the answers to itself, until the returned function is called. */
    holdAnswers(method: string): () => void {
      const { backend } = gateway
      const call = backend.call.bind(backend)
      let release = () => {}
      const released = new Promise<void>((resolve) => (release = resolve))
      backend.call = async (made) => {
        const answer = await call(made)
        if (made.method === method) await released
        return answer
      }
      return release
    },
    /** Reports an error and returns its number. */
    async report(name: string): Promise<number> {
      const event = { exception: { values: [{ type: 'TypeError', value: name }] }, fingerprint: [name] }
      const address = `${url}/api/1/store/?sentry_key=${viewer.viewer.publicKey}`
      const answer = await fetch(address, { method: 'POST', body: JSON.stringify(event) })
      if (!answer.ok) throw new Error(await answer.text())
      const { errors } = viewer.viewer.errors.page({ query: name })
      return errors[0]?.id ?? 0
    },
    /** A page of the error viewer in a browser of its own, in which nobody is signed in there. */
    async pageOf(userName: string): Promise<Page> {
      const browser = new Browser(running.url)
      browser.setCookie('gateway_session', await startSession(gateway, await accountOf(userName)))
      return new Page(url, browser)
    },
    async signedIn(userName: string, untick: readonly string[] = []): Promise<Page> {
      const page = await this.pageOf(userName)
      await page.signIn({ untick })
      return page
    },
    /** A call to Maniphest as this person, past every rule. */
    async asPerson(userName: string, method: string, params: Record<string, unknown>) {
      const viewer = await accountOf(userName)
      const call = { method, params, typed: true, viewer, signal: new AbortController().signal }
      const { result, error_info } = await gateway.backend.call(call)
      if (error_info) throw new Error(error_info)
      return result as { object: { id: number; phid: string }; data: Record<string, unknown>[] }
    },
    async tasks() {
      return (await this.asPerson('admin', 'maniphest.search', {})).data as unknown as {
        id: number
        fields: { name: string; authorPHID: string; description: { raw: string }; status: { value: string } }
      }[]
    },
    async revoke(userName: string) {
      const grant = await findGrant(gateway, (await accountOf(userName)).phid, clientId)
      if (grant) await revokeGrant(gateway, grant.grantId)
    },
    async [Symbol.asyncDispose]() {
      await viewer.close()
      await running.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function environmentOf(config: object): Record<string, string> {
  const entries = Object.entries(config).filter(([, value]) => value !== undefined)
  const variable = (name: string) => `ERROR_VIEWER_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`
  return Object.fromEntries(entries.map(([name, value]) => [variable(name), String(value)]))
}

function recordCalls(backend: Backend): BackendCall[] {
  const calls: BackendCall[] = []
  const call = backend.call.bind(backend)
  backend.call = async (made) => {
    calls.push(made)
    return call(made)
  }
  return calls
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
