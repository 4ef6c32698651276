import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import fastify, { type FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { createApplication } from '../../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import type { Account, Backend, BackendCall } from '../../../gateway/src/backends/backend.ts'
import { conduitRoutes } from '../../../gateway/src/conduit/routes.ts'
import { readConfig } from '../../../gateway/src/config.ts'
import { openDatabase } from '../../../gateway/src/database/open.ts'
import type { Gateway } from '../../../gateway/src/gateway.ts'
import { saveGrant } from '../../../gateway/src/grants/grants.ts'
import { digest, randomSecret } from '../../../gateway/src/secrets.ts'

/** `/api` alone, over HTTP, in front of a backend that answers with the call it was given. */
export interface GatewayUnderTest {
  readonly gateway: Gateway
  readonly url: string
  /** The calls that reached the backend. */
  readonly calls: BackendCall[]
  /** Every log line so far, at the most verbose level. */
  readonly log: () => string
  /** What the clock shows; set it to let time pass. */
  now: number
  close(): Promise<void>
}

export const rjkaplan = account('rjkaplan')
export const angie = account('angie')
export const left = { ...account('left'), isDisabled: true }

const editor = { objectIdentifier: 'optional id|phid|string', transactions: 'list<map<string, wild>>' }
const search = { constraints: 'optional map<string, wild>', limit: 'optional int' }
const methods: Record<string, Record<string, string>> = {
  'auth.logout': {},
  'conduit.getcapabilities': {},
  'conduit.getcertificate': { host: 'required string', token: 'required string' },
  'conduit.ping': {},
  'maniphest.edit': editor,
  'maniphest.search': search,
  'project.search': search,
  'user.whoami': {},
}

export async function startGatewayUnderTest({
  denyMethods = [] as string[],
} = {}): Promise<GatewayUnderTest> {
  const calls: BackendCall[] = []
  const lines: string[] = []
  const logStream = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  const gateway: Gateway = {
    config: readConfig({ options: { publicUrl: 'http://gateway.test', denyMethods } }),
    database: await openDatabase(':memory:'),
    backend: echo(calls),
    now: () => test.now,
    log: pino({ level: 'trace' }, logStream),
  }
  const server = fastify({ loggerInstance: gateway.log }) as unknown as FastifyInstance
  await server.register(conduitRoutes(gateway))
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const test: GatewayUnderTest = {
    gateway,
    url,
    calls,
    log: () => lines.join(''),
    now: 1_800_000_000,
    async close() {
      await server.close()
      await gateway.database.destroy()
    },
  }
  return test
}

export interface IssuedToken {
  readonly token: string
  readonly clientId: string
  readonly grantId: string
}

export interface TokenToIssue {
  readonly rules?: readonly string[]
  /** @default the rules */
  readonly grant?: readonly string[]
  /** @default the grant */
  readonly scopes?: readonly string[]
  readonly user?: Account
  readonly origins?: readonly string[]
  /** Of an application that is there already; its rules are replaced. @default a new one */
  readonly clientId?: string
}

/** An access token of a new application: what the authorization server leaves behind after a consent. */
export async function issueToken(
  { gateway, now }: GatewayUnderTest,
  { rules = [], grant = rules, scopes = grant, user = rjkaplan, origins = [], clientId }: TokenToIssue = {},
): Promise<IssuedToken> {
  const id = clientId ?? (await register(gateway, origins))
  await saveAllowedScopes(gateway, id, rules as Scope[])
  const { grantId } = await saveGrant(gateway, {
    userPhid: user.phid,
    clientId: id,
    scopes: grant as Scope[],
  })
  const token = randomSecret()
  await gateway.database
    .insertInto('access_tokens')
    .values({
      digest: digest(token),
      grant_id: grantId,
      client_id: id,
      user_phid: user.phid,
      scopes: JSON.stringify(scopes),
      payload: '{}',
      issued_at: now,
      expires_at: now + 3600,
    })
    .execute()
  return { token, clientId: id, grantId }
}

async function register(gateway: Gateway, origins: readonly string[]): Promise<string> {
  const { application } = await createApplication(gateway, {
    name: `Error viewer ${randomUUID()}`,
    kind: 'public',
    redirectUris: ['http://localhost/callback'],
    createdBy: angie.phid,
    origins,
  })
  return application.clientId
}

/** The encoding that is recommended: everything in `params`. */
export function form(params: unknown, more: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({ params: JSON.stringify(params), output: 'json', ...more })
}

export interface AnswerBody {
  readonly result: { readonly params: unknown; readonly typed: boolean; readonly viewer: string } | null
  readonly error_code: string | null
  readonly error_info: string | null
  readonly reason?: { code: string; needed: string[]; granted: string[]; missing: string[] }
}

/** Posts a form to `/api/<method>`. */
export async function post(
  { url }: GatewayUnderTest,
  method: string,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<{ response: Response; body: AnswerBody }> {
  const response = await fetch(`${url}/api/${method}`, { method: 'POST', body, headers })
  return { response, body: (await response.json()) as AnswerBody }
}

function echo(calls: BackendCall[]): Backend {
  const accounts = [rjkaplan, angie, left]
  const described = new Map(
    Object.entries(methods).map(([name, params]) => [name, { description: '', params, return: 'wild' }]),
  )
  return {
    kind: 'embedded',
    methods: async () => described,
    async call(call) {
      calls.push(call)
      const { params, typed, viewer } = call
      return { result: { params, typed, viewer: viewer?.userName }, error_code: null, error_info: null }
    },
    accountByPhid: async (phid) => accounts.find((one) => one.phid === phid),
    accountByName: async (name) => accounts.find((one) => one.userName === name),
    close: async () => {},
  }
}

function account(userName: string): Account {
  const phid = `PHID-USER-${userName}`
  return { phid, userName, realName: userName, isAdministrator: false, isDisabled: false }
}
