import { type ConfigInput, type Gateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import type { Account } from '../../../gateway/src/backends/backend.ts'
import type { Vault } from '../../../gateway/src/backends/phorge/vault.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { type GatewayUnderTest, issueToken, type TokenToIssue } from '../conduit/gateway-under-test.ts'

/** What the gateway sends as each of them: of no use to whoever calls it. */
export const upstreamTokens = {
  rjkaplan: `api-${'r'.repeat(28)}`,
  angie: `api-${'a'.repeat(28)}`,
}
export const catalogueToken = `api-${'c'.repeat(28)}`

const accounts: readonly Account[] = ['rjkaplan', 'angie', 'ada'].map((userName) => ({
  phid: `PHID-USER-${userName.padEnd(20, 'x')}`,
  userName,
  realName: userName,
  isAdministrator: userName === 'ada',
  isDisabled: false,
}))

export interface GatewayBeforePhorge {
  readonly gateway: Gateway
  readonly url: string
  readonly metricsUrl: string | undefined
  /** The tokens that Phorge refused, as the vault was told. */
  readonly refused: string[]
  readonly vault: { -readonly [Person in keyof typeof upstreamTokens]?: string }
  log(): string
  /** An access token of rjkaplan's, with these scopes. */
  accessToken(...scopes: string[]): Promise<string>
  apiToken(userName: string): Promise<string>
  close(): Promise<void>
}

/**
 * A gateway in memory with the backend `phorge`, before the server at this address. In same-origin it has a vault of its
 * own, with rjkaplan's token alone in it.
 */
export async function gatewayBefore(
  phorgeUrl: string,
  more: Partial<ConfigInput> = {},
): Promise<GatewayBeforePhorge> {
  const lines: string[] = []
  const kept: GatewayBeforePhorge['vault'] = { ...upstreamTokens }
  const refused: string[] = []
  const vault: Vault = {
    accountByPhid: async (phid) => accounts.find((account) => account.phid === phid),
    accountByName: async (name) => accounts.find(({ userName }) => userName === name),
    tokenOf: async (phid) => kept[nameOf(phid)],
    refused: async (_phid, token) => void refused.push(token),
  }
  const options = {
    port: 0,
    dataDirectory: ':memory:',
    backend: 'phorge',
    phorgeUrl,
    phorgeToken: catalogueToken,
    ...more,
  }
  const logStream = { write: (line: string) => void lines.push(line) }
  const { gateway, server, metricsUrl, close } = await startGateway(readConfig({ options: { ...options } }), {
    ...(more.phorgeMode !== 'same-origin' && { vault }),
    logStream,
  })
  const [rjkaplan] = accounts
  if (!rjkaplan) throw new Error('there is nobody')
  await gateway.phorge?.vault.remember(rjkaplan)
  await gateway.phorge?.vault.keep({ userPhid: rjkaplan.phid, token: upstreamTokens.rjkaplan, origin: {} })
  return {
    gateway,
    url: server.listeningOrigin,
    metricsUrl,
    refused,
    vault: kept,
    log: () => lines.join(''),
    async accessToken(...rules) {
      const now = gateway.now()
      const under = { gateway, now, rjkaplan } as GatewayUnderTest
      return (await issueToken(under, { rules } satisfies TokenToIssue)).token
    },
    async apiToken(userName) {
      const account = accounts.find((one) => one.userName === userName)
      return (await createApiToken(gateway, { userPhid: account?.phid ?? '', name: 'test' })).token
    },
    close,
  }
}

function nameOf(phid: string): keyof typeof upstreamTokens {
  return phid.includes('angie') ? 'angie' : 'rjkaplan'
}
