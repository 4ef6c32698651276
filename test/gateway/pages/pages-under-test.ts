import { type RunningGateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import type { Account } from '../../../gateway/src/backends/backend.ts'
import { demoAccounts } from '../../../gateway/src/backends/embedded/embedded.ts'
import type { ConfigInput } from '../../../gateway/src/config.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { Visitor } from './visitor.ts'

/** A whole gateway with the demo accounts, over HTTP. */
export async function startPages(settings: Partial<ConfigInput> = {}) {
  const log: string[] = []
  let time = 1_800_000_000
  const options = { port: 0, dataDirectory: ':memory:', demo: true, logLevel: 'silent', ...settings }
  const running: RunningGateway = await startGateway(readConfig({ options }), {
    now: () => time,
    logStream: { write: (line) => void log.push(line) },
  })
  const { gateway } = running
  const origin = gateway.config.publicUrl

  return {
    gateway,
    origin,
    /** Every line that was logged. */
    log,
    close: () => running.close(),
    advance: (seconds: number) => {
      time += seconds
    },
    visitor: () => new Visitor(origin),
    account,
    /** A browser in which this person is signed in; the sign-in form has tests of its own. */
    async signedIn(userName: string): Promise<Visitor> {
      const visitor = new Visitor(origin)
      visitor.cookies.set('gateway_session', await startSession(gateway, await account(userName)))
      return visitor
    },
    /** Calls Conduit as that person and answers with the result. */
    async call<Result = unknown>(userName: string, method: string, params: Record<string, unknown>) {
      const viewer = await account(userName)
      const signal = AbortSignal.timeout(5000)
      const envelope = await gateway.backend.call({ method, params, typed: true, viewer, signal })
      if (envelope.error_code !== null) throw new Error(`${method}: ${envelope.error_info}`)
      return envelope.result as Result
    },
    /** `maniphest.edit`; answers with the task's number. */
    async edit(userName: string, task: number | undefined, fields: Record<string, unknown>): Promise<number> {
      const transactions = Object.entries(fields).map(([type, value]) => ({ type, value }))
      const params = { transactions, ...(task !== undefined && { objectIdentifier: task }) }
      const result = await this.call<{ object: { id: number } }>(userName, 'maniphest.edit', params)
      return result.object.id
    },
  }

  async function account(userName: string): Promise<Account> {
    const found = await gateway.backend.accountByName(userName)
    if (!found) throw new Error(`no account ${userName}`)
    return found
  }
}

export type Pages = Awaited<ReturnType<typeof startPages>>

export function passwordOf(userName: string): string {
  const found = demoAccounts.find((account) => account.userName === userName)
  if (!found) throw new Error(`no demo account ${userName}`)
  return found.password
}
