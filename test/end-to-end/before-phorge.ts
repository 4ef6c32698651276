import { createServer } from 'node:net'
import { readConfig, startGateway } from '../../gateway/src/app.ts'
import { createApiToken } from '../../gateway/src/tokens/tokens.ts'
import { gatewayUrlOf } from '../../scripts/demo-phorge.ts'
import { type RunningDemo, startDemo } from '../../scripts/start-demo.ts'

export interface DemoBeforePhorge {
  readonly demo: RunningDemo
  /** Where Phorge's pages are. */
  readonly phorgeUrl: string
  /** An API token of Phorge's, such as a person makes in the settings there. */
  phorgeToken(userName: string): Promise<string>
  close(): Promise<void>
}

/** The whole demo with the gateway before a server with the face of a stock Phorge. */
export async function demoBeforePhorge(
  mode: 'same-origin' | 'own-origin',
  dataDirectory: string,
): Promise<DemoBeforePhorge> {
  const port = await freePair()
  const gatewayUrl = gatewayUrlOf(mode, port)
  const phorgePort = await free(0)
  // On another host name than the gateway: browsers keep one jar of cookies for all ports of a host.
  const url = `http://127.0.0.1:${phorgePort}`
  const options = {
    port: phorgePort,
    publicUrl: mode === 'same-origin' ? gatewayUrl : url,
    dataDirectory: ':memory:',
    demo: true,
    face: 'phorge',
    logLevel: 'silent',
  }
  const { gateway, phorge, close } = await startGateway(readConfig({ options }))
  const phorgeToken = async (userName: string) => {
    const account = await gateway.backend.accountByName(userName)
    return (await createApiToken(gateway, { userPhid: account?.phid ?? '', name: 'test' })).token
  }
  const application = phorge?.applications.register({
    name: 'Conduit gateway',
    redirectUri: `${gatewayUrl}/gateway/sign-in/phorge`,
  })
  if (!application) throw new Error('it has another face')
  const { clientId, clientSecret } = application
  const known = { url, token: await phorgeToken('admin') }
  const demo = await startDemo({
    dataDirectory,
    port,
    sampleProgram: true,
    logLevel: 'trace',
    phorge: mode === 'same-origin' ? { ...known, mode } : { ...known, mode, clientId, clientSecret },
  })
  return {
    demo,
    phorgeUrl: mode === 'same-origin' ? gatewayUrl : url,
    phorgeToken,
    async close() {
      await demo.close()
      await close()
    },
  }
}

/** The demo takes a port and the next one. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = await free(0)
    if (port < 65_535 && (await free(port + 1).catch(() => undefined))) return port
  }
}

function free(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
