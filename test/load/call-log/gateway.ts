import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { issueAccessToken } from '../access-token.ts'
import { writeSampleCalls } from './sample-calls.ts'

/** The gateway as it is run, with its call log on or off, and with so many calls in it. */
const [, , dataDirectory = '', callLog = 'true', calls = '0'] = process.argv
const noLimits = { rateLimitToken: 0, rateLimitApplication: 0, rateLimitAddress: 0 }
const config = readConfig({
  options: { port: 0, dataDirectory, demo: true, logLevel: 'silent', callLog, ...noLimits },
})
const { gateway, url } = await startGateway(config)
const [rjkaplan, admin] = await Promise.all(
  ['rjkaplan', 'admin'].map((name) => gateway.backend.accountByName(name)),
)
if (!rjkaplan || !admin) throw new Error('the demo accounts are missing')
if (Number(calls) > 0) await writeSampleCalls(gateway, Number(calls))
process.send?.({
  url,
  accessToken: await issueAccessToken(gateway, rjkaplan.phid),
  session: await startSession(gateway, admin),
})
