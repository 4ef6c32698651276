import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { tellStarted } from '../tell-started.ts'

/** A gateway on its embedded Maniphest, on the folder at the first argument, with an API token that is new each time. */
const [, , dataDirectory = ''] = process.argv
const noLimits = { rateLimitToken: 0, rateLimitApplication: 0, rateLimitAddress: 0 }
const config = readConfig({
  options: { port: 0, dataDirectory, demo: true, logLevel: 'error', ...noLimits },
})
const { gateway, url } = await startGateway(config)
const rjkaplan = await gateway.backend.accountByName('rjkaplan')
if (!rjkaplan) throw new Error('the demo account rjkaplan is missing')
const made = await createApiToken(gateway, { userPhid: rjkaplan.phid, name: `round at ${gateway.now()}` })
tellStarted({ url, ...made })
