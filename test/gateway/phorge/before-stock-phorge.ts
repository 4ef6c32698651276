import { createServer } from 'node:net'
import {
  type ConfigInput,
  type Gateway,
  type RunningGateway,
  readConfig,
  type StockPhorge,
  startGateway,
} from '../../../gateway/src/app.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { issueToken } from '../conduit/gateway-under-test.ts'

export interface BeforeStockPhorge {
  readonly gateway: Gateway
  readonly running: RunningGateway
  /** The gateway's address, and behind one host name Phorge's too. */
  readonly url: string
  /** Where the Phorge behind can be reached by itself. */
  readonly phorgeUrl: string
  readonly phorge: StockPhorge
  readonly phorgeGateway: Gateway
  /** Lets time pass at Phorge. */
  wait(seconds: number): void
  /** What the gateway has logged. */
  log(): string
  /** An API token of Phorge's. */
  phorgeToken(userName: string): Promise<string>
  /** An access token of this person's for a new application with these scopes. */
  accessToken(userName: string, ...scopes: string[]): Promise<string>
  close(): Promise<void>
}

/** A gateway before an embedded server with the face of a stock Phorge, as an administrator sets it up. */
export async function beforeStockPhorge(
  mode: 'same-origin' | 'own-origin',
  more: Partial<ConfigInput> = {},
): Promise<BeforeStockPhorge> {
  const [port, phorgePort] = [await freePort(), await freePort()]
  const url = `http://localhost:${port}`
  const phorgeUrl = `http://localhost:${phorgePort}`
  let waited = 0
  const face = await startGateway(
    readConfig({
      options: {
        port: phorgePort,
        publicUrl: mode === 'same-origin' ? url : phorgeUrl,
        dataDirectory: ':memory:',
        demo: true,
        face: 'phorge',
        logLevel: 'silent',
      },
    }),
    { now: () => Math.floor(Date.now() / 1000) + waited },
  )
  const { phorge, gateway: phorgeGateway } = face
  if (!phorge) throw new Error('it has another face')
  const phorgeToken = async (userName: string) => {
    const account = await phorgeGateway.backend.accountByName(userName)
    return (await createApiToken(phorgeGateway, { userPhid: account?.phid ?? '', name: 'test' })).token
  }
  const identity = phorge.applications.register({
    name: 'Gateway',
    redirectUri: `${url}/gateway/sign-in/phorge`,
  })
  const lines: string[] = []
  const options = {
    port,
    dataDirectory: ':memory:',
    backend: 'phorge',
    phorgeUrl,
    phorgeMode: mode,
    phorgeToken: await phorgeToken('admin'),
    logLevel: 'trace',
    ...(mode === 'same-origin'
      ? { front: true }
      : { phorgeClientId: identity.clientId, phorgeClientSecret: identity.clientSecret }),
    ...more,
  }
  const logStream = { write: (line: string) => void lines.push(line) }
  const running = await startGateway(readConfig({ options }), { logStream })
  const { gateway } = running
  return {
    gateway,
    running,
    url,
    phorgeUrl,
    phorge,
    phorgeGateway,
    wait(seconds) {
      waited += seconds
    },
    log: () => lines.join(''),
    phorgeToken,
    async accessToken(userName, ...rules) {
      const user = await phorgeGateway.backend.accountByName(userName)
      if (!user) throw new Error(`there is no account ${userName}`)
      await gateway.phorge?.vault.remember(user)
      const under = { gateway, now: gateway.now() } as Parameters<typeof issueToken>[0]
      return (await issueToken(under, { rules, user })).token
    },
    async close() {
      await running.close()
      await face.close()
    },
  }
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
