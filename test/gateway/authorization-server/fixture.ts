import { randomBytes } from 'node:crypto'
import fastify from 'fastify'
import { pino } from 'pino'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import type { NewApplication } from '../../../gateway/src/applications/applications.ts'
import { authorizationServerRoutes } from '../../../gateway/src/authorization-server/routes.ts'
import type { Account, Backend, MethodDescription } from '../../../gateway/src/backends/backend.ts'
import { readConfig } from '../../../gateway/src/config.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Gateway } from '../../../gateway/src/gateway.ts'
import { Limits } from '../../../gateway/src/limits/limits.ts'
import { startSession } from '../../../gateway/src/sessions/sessions.ts'
import { SignInLimit } from '../../../gateway/src/sessions/sign-in-limit.ts'
import { TokenKey } from '../../../gateway/src/tokens/token-key.ts'
import { KeyRing } from '../../../gateway/src/vault/key-ring.ts'
import { vaultKeySource } from '../../../gateway/src/vault/key-source.ts'
import { registerApplication } from '../applications/register-application.ts'
import { Browser } from './browser.ts'

export const rjkaplan = 'PHID-USER-rjkaplan000000000000'
export const angie = 'PHID-USER-angie000000000000000'
export const callback = 'https://viewer.example/callback'

/** What the error viewer may do in most of these tests; `project.search` is what the administrator keeps from it. */
export const allowed = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status'] as Scope[]

/** An authorization server on a free port, over a backend that has accounts and method names and nothing else. */
export async function startAuthorizationServer({ publicUrl }: { publicUrl?: string } = {}) {
  const accounts = new Map<string, Account>(
    [
      [rjkaplan, 'rjkaplan', 'Rebecca Kaplan'],
      [angie, 'angie', 'Angie Nguyen'],
    ].map(([phid = '', userName = '', realName = '']) => [
      phid,
      { phid, userName, realName, isAdministrator: false, isDisabled: false },
    ]),
  )
  let now = Math.floor(Date.now() / 1000)
  const log: string[] = []
  let passage = Promise.resolve()
  let waiting = 0
  const stopAtAccounts = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting = 0
    passage = promise
    return {
      waiting: () => waiting,
      goOn: () => {
        passage = Promise.resolve()
        resolve()
      },
    }
  }
  const server = fastify({
    loggerInstance: pino({ level: 'trace' }, { write: (line) => void log.push(line) }),
    forceCloseConnections: true,
  })
  const url = await reserveAddress()
  const config = readConfig({ options: { dataDirectory: ':memory:', publicUrl: publicUrl ?? url } })
  const database = await openDatabase(':memory:')
  const clock = () => now
  const logger = pino({ level: 'trace' }, { write: (line) => void log.push(line) })
  const gateway: Gateway = {
    config,
    database,
    limits: await Limits.open({ config, database, now: clock, log: logger }),
    backend: backendOf(accounts, () => {
      waiting += 1
      return passage
    }),
    keys: await KeyRing.open(vaultKeySource(config)),
    secondFactorLimit: new SignInLimit(clock),
    now: clock,
    log: logger,
    tokenKey: new TokenKey(randomBytes(32)),
  }
  await server.register(authorizationServerRoutes(gateway))
  await server.listen({ host: '127.0.0.1', port: Number(new URL(url).port) })

  return {
    gateway,
    url,
    log,
    /**
     * Stops every request where the library looks for the user's account: for a refresh token that is after it was found
     * and before it is consumed, for a code after it was consumed and before its tokens are written.
     */
    stopAtAccounts,
    advance: (seconds: number) => {
      now += seconds
    },
    disable: (phid: string) => {
      const account = accounts.get(phid)
      if (account) accounts.set(phid, { ...account, isDisabled: true })
    },
    /** A browser in which this person is signed in. */
    async browserOf(phid: string): Promise<Browser> {
      const account = accounts.get(phid)
      if (!account) throw new Error(`no account ${phid}`)
      const browser = new Browser(url)
      browser.setCookie('gateway_session', await startSession(gateway, account))
      return browser
    },
    async register(fields: Partial<NewApplication> = {}, scopes: readonly Scope[] = allowed) {
      return registerApplication(gateway, { createdBy: rjkaplan, scopes, ...fields })
    },
    async close() {
      await server.close()
      await gateway.database.destroy()
    },
  }
}

export type AuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>

async function reserveAddress(): Promise<string> {
  const probe = fastify()
  const address = await probe.listen({ host: '127.0.0.1', port: 0 })
  await probe.close()
  return address
}

const methods = new Map<string, MethodDescription>(
  ['maniphest.search', 'maniphest.edit', 'project.search', 'user.whoami', 'passphrase.query'].map((name) => [
    name,
    { description: '', params: {}, return: '' },
  ]),
)

function backendOf(accounts: ReadonlyMap<string, Account>, pass: () => Promise<void>): Backend {
  return {
    kind: 'embedded',
    methods: async () => methods,
    call: async () => ({ result: null, error_code: 'ERR-CONDUIT-CALL', error_info: '' }),
    async accountByPhid(phid) {
      await pass()
      return accounts.get(phid)
    },
    accountByName: async (name) => [...accounts.values()].find(({ userName }) => userName === name),
    close: async () => {},
  }
}
