import { startGateway } from '../../../gateway/src/app.ts'
import { readConfig } from '../../../gateway/src/config.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { issueAccessToken } from '../access-token.ts'
import { tellCpuTime } from './cpu-time.ts'

/**
 * The gateway as it is run: databases on disk, its own vault, and every request in its log, which is its standard output.
 */
const [, , phorgeUrl, dataDirectory = ''] = process.argv
const account = {
  phid: 'PHID-USER-23b4vjwmghff5aa76qp7',
  userName: 'rjkaplan',
  realName: 'Rachel J Kaplan',
  isAdministrator: false,
  isDisabled: false,
}
const phorge = {
  backend: 'phorge',
  phorgeUrl,
  phorgeToken: `api-${'c'.repeat(28)}`,
  phorgeClientId: `PHID-OASC-${'b'.repeat(20)}`,
  phorgeClientSecret: 'bench',
}
// Counted as ever, and reached by no load.
const rates = { rateLimitToken: 1_000_000, rateLimitApplication: 1_000_000, rateLimitAddress: 1_000_000 }
const config = readConfig({ options: { port: 0, dataDirectory, ...phorge, ...rates } })
const { gateway } = await startGateway(config)
await gateway.phorge?.vault.remember(account)
await gateway.phorge?.vault.keep({ userPhid: account.phid, token: `api-${'r'.repeat(28)}`, origin: {} })
const { token: apiToken } = await createApiToken(gateway, { userPhid: account.phid, name: 'bench' })
const accessToken = await issueAccessToken(gateway, account.phid)
tellCpuTime()
process.send?.({ port: gateway.config.port, apiToken, accessToken })
