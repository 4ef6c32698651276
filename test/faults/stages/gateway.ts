import { type Gateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import type { Account } from '../../../gateway/src/backends/backend.ts'

/**
 * A gateway on its embedded Maniphest. Its mail server takes nothing, so that the mails stay and can be counted; nobody is
 * signed out and no event is forgotten while the clock goes forward by years.
 */
export function startOn(dataDirectory: string, now?: () => number) {
  const options = {
    port: 0,
    dataDirectory,
    demo: true,
    logLevel: 'silent',
    smtpUrl: 'smtp://127.0.0.1:1',
    sessionLifetime: 31_536_000,
    securityLogDays: 3650,
    rateLimitToken: 0,
    rateLimitApplication: 0,
    rateLimitAddress: 0,
  }
  return startGateway(readConfig({ options }), now && { now })
}

export async function demoAccount({ backend }: Gateway, userName: string): Promise<Account> {
  const account = await backend.accountByName(userName)
  if (!account) throw new Error(`the demo account ${userName} is missing`)
  return account
}
