import { isScope } from '../../../gateway/src/access/scope.ts'
import { readConfig, startGateway } from '../../../gateway/src/app.ts'
import {
  addAutoApprovalRule,
  autoApprovalRules,
} from '../../../gateway/src/applications/auto-approval-rules.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { FAST_HOST, FAST_METHOD } from './application-life.ts'
import type { Started } from './people.ts'

/**
 * A gateway on its embedded Maniphest, on the folder at the first argument. Its clock is ahead by so many seconds as the
 * second says, or the message that it was sent last. Its mail server takes nothing, so that the mails can be counted.
 */
const [, , dataDirectory = '', seconds = '0', start = ''] = process.argv
let ahead = Number(seconds)
const now = () => Math.floor(Date.now() / 1000) + ahead
process.on('message', (message) => {
  ahead = Number(message)
  process.send?.('heard')
})
const noLimits = { rateLimitToken: 0, rateLimitApplication: 0, rateLimitAddress: 0 }
const config = readConfig({
  options: {
    port: 0,
    dataDirectory,
    demo: true,
    logLevel: 'silent',
    smtpUrl: 'smtp://127.0.0.1:1',
    sessionLifetime: 31_536_000,
    securityLogDays: 3650,
    ...noLimits,
  },
})
const { gateway, url } = await startGateway(config, { now })

async function person(userName: string) {
  const account = await gateway.backend.accountByName(userName)
  if (!account) throw new Error(`the demo account ${userName} is missing`)
  const { token } = await createApiToken(gateway, { userPhid: account.phid, name: `${userName} ${start}` })
  return { phid: account.phid, session: await startSession(gateway, account), apiToken: token }
}

const [rjkaplan, angie, admin] = [await person('rjkaplan'), await person('angie'), await person('admin')]
if ((await autoApprovalRules(gateway)).length === 0) {
  const rule = {
    name: 'Fast',
    scopes: new Set([FAST_METHOD].filter(isScope)),
    hosts: [FAST_HOST],
    owners: [],
  }
  await addAutoApprovalRule(gateway, rule, admin.phid)
}
process.send?.({ url, rjkaplan, angie, admin } satisfies Started)
