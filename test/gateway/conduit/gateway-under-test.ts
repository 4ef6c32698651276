import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import type { Scope } from '../../../gateway/src/access/scope.ts'
import { type Gateway, readConfig, startGateway } from '../../../gateway/src/app.ts'
import { saveAllowedScopes } from '../../../gateway/src/applications/rules.ts'
import type { Account, Backend, BackendCall } from '../../../gateway/src/backends/backend.ts'
import type { EmbeddedBackend } from '../../../gateway/src/backends/embedded/embedded.ts'
import type { ConfigInput } from '../../../gateway/src/config.ts'
import { saveGrant } from '../../../gateway/src/grants/grants.ts'
import { randomSecret } from '../../../gateway/src/secrets.ts'
import { registerApplication } from '../applications/register-application.ts'

export interface GatewayUnderTest {
  readonly gateway: Gateway
  readonly url: string
  readonly rjkaplan: Account
  readonly angie: Account
  /** Somebody who has left: a disabled account. */
  readonly left: Account
  /** The calls that reached the backend. */
  readonly calls: BackendCall[]
  /** The user name of whoever made the last of them. */
  lastViewer(): string | undefined
  /** Every log line so far, at the most verbose level. */
  log(): string
  /** What the clock shows; set it to let time pass. */
  now: number
  close(): Promise<void>
}

/** A gateway of its own in memory, listening, on its embedded Maniphest; `project.edit` is on its deny list. */
export async function startGatewayUnderTest(settings: Partial<ConfigInput> = {}): Promise<GatewayUnderTest> {
  const lines: string[] = []
  const logStream = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  const clock = { now: 1_800_000_000 }
  const config = readConfig({
    options: {
      port: 0,
      publicUrl: 'http://gateway.test',
      dataDirectory: ':memory:',
      demo: true,
      logLevel: 'trace',
      denyMethods: ['project.edit'],
      ...settings,
    },
  })
  const { gateway, server, close } = await startGateway(config, { now: () => clock.now, logStream })
  const calls = recordCalls(gateway.backend)
  return {
    gateway,
    url: server.listeningOrigin,
    rjkaplan: await accountOf(gateway, 'rjkaplan'),
    angie: await accountOf(gateway, 'angie'),
    left: await disabledAccount(gateway),
    calls,
    lastViewer: () => calls.at(-1)?.viewer?.userName,
    log: () => lines.join(''),
    get now() {
      return clock.now
    },
    set now(time) {
      clock.now = time
    },
    close,
  }
}

function recordCalls(backend: Backend): BackendCall[] {
  const calls: BackendCall[] = []
  const call = backend.call.bind(backend)
  backend.call = async (made) => {
    calls.push(made)
    return call(made)
  }
  return calls
}

async function accountOf({ backend }: Gateway, userName: string): Promise<Account> {
  const account = await backend.accountByName(userName)
  if (!account) throw new Error(`there is no account ${userName}`)
  return account
}

async function disabledAccount(gateway: Gateway): Promise<Account> {
  const backend = gateway.backend as EmbeddedBackend
  const account = await backend.createAccount({ userName: 'left', realName: 'Has Left' })
  await backend.disableAccount(account.phid)
  return account
}

export interface IssuedToken {
  readonly token: string
  readonly clientId: string
  readonly grantId: string
}

export interface TokenToIssue {
  /** The application's. @default one that is nobody else's */
  readonly name?: string
  readonly rules?: readonly string[]
  /** @default the rules */
  readonly grant?: readonly string[]
  /** @default the grant */
  readonly scopes?: readonly string[]
  readonly user?: Pick<Account, 'phid'>
  readonly origins?: readonly string[]
  readonly redirectUris?: readonly string[]
  /** Of an application that is there already; its rules are replaced. @default a new one */
  readonly clientId?: string
}

/** An access token of a new application: what the authorization server leaves behind after a consent. */
export async function issueToken(
  { gateway, now, rjkaplan }: Pick<GatewayUnderTest, 'gateway' | 'now'> & { rjkaplan: Pick<Account, 'phid'> },
  {
    rules = [],
    grant = rules,
    scopes = grant,
    user = rjkaplan,
    clientId,
    ...registration
  }: TokenToIssue = {},
): Promise<IssuedToken> {
  const id = clientId ?? (await register(gateway, registration))
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
      digest: gateway.tokenKey.digest(token),
      grant_id: grantId,
      client_id: id,
      user_phid: user.phid,
      scopes: JSON.stringify(scopes),
      payload: '{}',
      family: randomUUID(),
      issued_at: now,
      expires_at: now + 3600,
    })
    .execute()
  return { token, clientId: id, grantId }
}

async function register(
  gateway: Gateway,
  {
    name = `Error viewer ${randomUUID()}`,
    origins = [],
    redirectUris = ['http://localhost/callback'],
  }: TokenToIssue,
): Promise<string> {
  const registration = { name, kind: 'public', redirectUris, origins } as const
  return (await registerApplication(gateway, registration)).clientId
}

/** The encoding that is recommended: everything in `params`. */
export function form(params: unknown, more: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({ params: JSON.stringify(params), output: 'json', ...more })
}

export interface AnswerBody {
  readonly result: unknown
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
