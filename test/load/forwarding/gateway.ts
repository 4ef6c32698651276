import { startGateway } from '../../../gateway/src/app.ts'
import { readConfig } from '../../../gateway/src/config.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'

/** The gateway as it is run: a database on disk, and every request in its log, which is its standard output. */
const [, , phorgeUrl, dataDirectory = ''] = process.argv
const account = {
  phid: 'PHID-USER-23b4vjwmghff5aa76qp7',
  userName: 'rjkaplan',
  realName: 'Rachel J Kaplan',
  isAdministrator: false,
  isDisabled: false,
}
const vault = {
  accountByPhid: async () => account,
  accountByName: async () => account,
  tokenOf: async () => `api-${'r'.repeat(28)}`,
  refused: async () => {},
}
const phorge = { backend: 'phorge', phorgeUrl, phorgeToken: `api-${'c'.repeat(28)}` }
const config = readConfig({ options: { port: 0, dataDirectory, ...phorge } })
const { gateway } = await startGateway(config, { vault })
const { token } = await createApiToken(gateway, { userPhid: account.phid, name: 'bench' })
process.send?.({ port: gateway.config.port, token })
