import { type RunningGateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit } from '../../sdk/src/index.ts'
import { type InstalledExtension, type InstallOptions, installExtension } from './chromium.ts'
import { type ErrorPage, errorPage, type ShownError } from './error-page.ts'

export interface Scene {
  readonly gateway: RunningGateway
  readonly site: ErrorPage
  readonly extension: InstalledExtension
  /** As `rjkaplan`, who is also signed in in the extension. */
  readonly conduit: Conduit
  /** What reached Maniphest, in turn. */
  readonly calls: { readonly method: string; readonly params: unknown }[]
  /** Has the extension run on the site. */
  turnOn(): Promise<void>
  close(): Promise<void>
}

export interface SceneOptions extends InstallOptions {
  readonly errors?: readonly ShownError[]
  /** What the site's tasks are found by. @default 'test' */
  readonly collection?: string
  /** Whether the extension runs on the site already. @default true */
  readonly isOn?: boolean
}

/** A gateway, a site with errors, and a browser whose user is signed in by an API token. */
export async function enterScene(options: SceneOptions = {}): Promise<Scene> {
  const { errors = [], collection = 'test', isOn = true } = options
  const gateway = await startGateway(
    readConfig({ options: { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' } }),
  )
  const calls = recordCalls(gateway)
  const account = await gateway.gateway.backend.accountByName('rjkaplan')
  if (!account) throw new Error('there is no rjkaplan')
  const { token } = await createApiToken(gateway.gateway, { userPhid: account.phid, name: 'Test' })
  const site = await errorPage(errors)
  const extension = await installExtension(options)
  const server = `${gateway.url}/`
  await extension.ask({ intent: 'add-server', url: server, signIn: { method: 'api-token' }, token })
  const turnOn = async () => {
    const settings = { collection, template: '{{description}}', projects: [], priority: '' }
    await extension.ask({ intent: 'save-site', site: { ...settings, origin: site.url, server } })
  }
  if (isOn) await turnOn()
  return {
    gateway,
    site,
    extension,
    conduit: new Conduit({ url: gateway.url, credential: apiToken(token) }),
    calls,
    turnOn,
    async close() {
      await extension.close()
      await Promise.all([site.close(), gateway.close()])
    },
  }
}

function recordCalls({ gateway: { backend } }: RunningGateway): Scene['calls'] {
  const calls: { method: string; params: unknown }[] = []
  const call = backend.call.bind(backend)
  backend.call = (made) => {
    calls.push(made)
    return call(made)
  }
  return calls
}
