import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Scope } from '../../gateway/src/access/scope.ts'
import { type Gateway, readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApplication } from '../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../gateway/src/applications/rules.ts'
import { demoAccounts } from '../../gateway/src/backends/embedded/embedded.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { Browser, type Landing } from '../gateway/authorization-server/browser.ts'
import { stub } from './stub.ts'
import type { Runtime, World } from './world.ts'

export interface Servers extends AsyncDisposable {
  /** The page, whose origin is not the gateway's. */
  readonly page: string
  worldOf(runtime: Runtime): World
}

/** The gateway, and beside it a server with the page, the stubs and a person who signs in. */
export async function startServers(files: ReadonlyMap<string, string>): Promise<Servers> {
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent' }
  const { gateway, url, close } = await startGateway(readConfig({ options }))
  const rjkaplan = await gateway.backend.accountByName('rjkaplan')
  if (!rjkaplan) throw new Error('there is no demo account rjkaplan')
  const { token } = await createApiToken(gateway, { userPhid: rjkaplan.phid, name: 'runtimes' })

  const answerAsStub = stub()
  const person = new Person(url)
  let page = ''
  const server = createServer(async (request, response) => {
    if (await answerAsStub(request, response)) return
    const path = request.url ?? '/'
    if (path === '/applications') return register(gateway, page, request, response)
    if (path === '/decisions') return person.decide(request, response)
    serve(files.get(path), path, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // So that pages of this origin may call at all.
  await applicationFor(gateway, page, [])

  return {
    page,
    worldOf: (runtime) => ({ runtime, gateway: url, stub: page, apiToken: token }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await close()
    },
  }
}

async function applicationFor(gateway: Gateway, page: string, scopes: readonly string[]) {
  const redirectUri = `${page}/callback`
  const { application } = await createApplication(gateway, {
    name: `Error viewer ${crypto.randomUUID()}`,
    kind: 'public',
    redirectUris: [redirectUri],
    createdBy: 'PHID-USER-administrator',
    origins: [page],
  })
  await saveAllowedScopes(gateway, application.clientId, scopes as Scope[])
  return { clientId: application.clientId, redirectUri }
}

async function register(
  gateway: Gateway,
  page: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { scopes } = (await json(request)) as { scopes: string[] }
  response.end(JSON.stringify(await applicationFor(gateway, page, scopes)))
}

/** rjkaplan at a browser: signs in the first time, and answers the consent page every time. */
class Person {
  readonly #browser: Browser

  constructor(gateway: string) {
    this.#browser = new Browser(gateway)
  }

  async decide(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url, decision, untick } = (await json(request)) as {
      url: string
      decision: 'allow' | 'deny'
      untick: string[]
    }
    const opened = await this.#browser.open(url)
    const consent = opened.url.pathname === '/gateway/sign-in' ? await this.#signIn(opened) : opened
    const landed = await this.#browser.press(consent, decision, untick)
    response.end(landed.url.href)
  }

  #signIn(page: Landing): Promise<Landing> {
    const account = demoAccounts.find(({ userName }) => userName === 'rjkaplan')
    return this.#browser.submit(page, { username: 'rjkaplan', password: account?.password ?? '' })
  }
}

function serve(content: string | undefined, path: string, response: ServerResponse): void {
  if (content === undefined) {
    response.writeHead(404).end()
    return
  }
  response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html')
  response.setHeader('set-cookie', 'phsid=somebody-else; Path=/')
  response.end(content)
}
