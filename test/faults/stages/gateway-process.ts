import { isScope } from '../../../gateway/src/access/scope.ts'
import {
  addAutoApprovalRule,
  autoApprovalRules,
} from '../../../gateway/src/applications/auto-approval-rules.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { tellStarted } from '../tell-started.ts'
import { FAST_HOST, FAST_METHOD } from './application-life.ts'
import { demoAccount, startOn } from './gateway.ts'
import type { Started } from './people.ts'

/**
 * A gateway on the folder at the first argument. Its clock is ahead by so many seconds as the second says, or the message
 * that it was sent last. The third is part of the names of the tokens that people start with.
 */
const [, , dataDirectory = '', seconds = '0', start = ''] = process.argv
let ahead = Number(seconds)
process.on('message', (message) => {
  ahead = Number(message)
  process.send?.('heard')
})
const { gateway, url } = await startOn(dataDirectory, () => Math.floor(Date.now() / 1000) + ahead)

async function person(userName: string) {
  const account = await demoAccount(gateway, userName)
  const { token } = await createApiToken(gateway, { userPhid: account.phid, name: `${userName} ${start}` })
  return { phid: account.phid, session: await startSession(gateway, account), apiToken: token }
}

const [rjkaplan, angie, admin] = [await person('rjkaplan'), await person('angie'), await person('admin')]
if ((await autoApprovalRules(gateway)).length === 0) {
  const scopes = new Set([FAST_METHOD].filter(isScope))
  await addAutoApprovalRule(gateway, { name: 'Fast', scopes, hosts: [FAST_HOST], owners: [] }, admin.phid)
}
tellStarted({ url, rjkaplan, angie, admin } satisfies Started)
