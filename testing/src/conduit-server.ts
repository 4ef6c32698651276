import { apiToken, Conduit, type ConduitOptions, type CreatedTask, type Phid } from 'phorge-conduit'
import type { Config, StockPhorge } from 'phorge-conduit-gateway'
import { describeCall, sessionCookieName, startSession } from 'phorge-conduit-gateway/administration'
import { type ArrivedCall, type RecordedCall, withoutTokens } from './calls.ts'
import type { ServerClock } from './clock.ts'
import { Faults } from './faults/faults.ts'
import { type Front, openFront, type Passage, type ReadRequest } from './front.ts'
import { administrator, type Instance, startInstance } from './instance.ts'
import { createProjects, createTasks, type NewProject, type Project, type SeededTask } from './seed.ts'
import {
  type Application,
  clientOf,
  type NewApplication,
  type Registration,
  registerApplication,
} from './sign-in/application.ts'
import { Browser } from './sign-in/browser.ts'
import { type Answer, answerRequest } from './sign-in/consent.ts'
import type { DefaultUser, NewUser, User, Users } from './users.ts'

/** What a server begins with, and goes back to. */
export interface Seed {
  readonly users: readonly NewUser[]
  readonly projects: readonly (string | NewProject)[]
  readonly tasks: readonly SeededTask[]
  readonly applications: readonly NewApplication[]
  readonly face: Config['face']
}

/** A Conduit server of its own, for one test or for many: see `startConduit`. */
export class ConduitServer<UserName extends string> implements AsyncDisposable {
  /** Faults to order. */
  readonly faults = new Faults()
  /** The server's clock. `reset` does not turn it back. */
  readonly clock: ServerClock
  readonly #seed: Seed
  readonly #calls: RecordedCall[] = []
  readonly #registrations: Registration[] = []
  readonly #front: Front
  #instance: Instance
  #projects: readonly Project[] = []
  #tasks: readonly CreatedTask[] = []

  private constructor(seed: Seed, clock: ServerClock, front: Front, instance: Instance) {
    this.#seed = seed
    this.clock = clock
    this.#front = front
    this.#instance = instance
    front.serve({
      origin: () => this.#instance.running.server.listeningOrigin,
      admit: (request) => this.#admit(request),
    })
  }

  /** @internal Use `startConduit`. */
  static async start<UserName extends string>(
    seed: Seed,
    clock: ServerClock,
  ): Promise<ConduitServer<UserName>> {
    const front = await openFront()
    const { users, face } = seed
    const beginning = { publicUrl: front.url, face, clock, users, known: {}, applications: [] }
    const instance = await startInstance(beginning).catch(async (error) => {
      await front.close()
      throw error
    })
    const server = new ConduitServer<UserName>(seed, clock, front, instance)
    try {
      for (const application of seed.applications) await server.register(application)
      await server.#plant()
    } catch (error) {
      await server.close()
      throw error
    }
    return server
  }

  /** What to give to a client: `http://127.0.0.1:…`. */
  get url(): string {
    return this.#front.url
  }

  /** The accounts, by user name. They and their tokens stay the same when the server is reset. */
  get users(): Users<UserName> {
    return this.#instance.users as Users<UserName>
  }

  /** The projects that the server began with, in order. */
  get projects(): readonly Project[] {
    return this.#projects
  }

  /** The tasks that the server began with: the first is T1. */
  get tasks(): readonly CreatedTask[] {
    return this.#tasks
  }

  /** With `face: 'phorge'`: what else can be ordered of a stock Phorge, such as an outage. A reset makes a new one. */
  get phorge(): StockPhorge | undefined {
    return this.#instance.running.phorge
  }

  /** Every call that arrived since the start or the last `reset`, oldest first. */
  get calls(): readonly RecordedCall[] {
    return this.#calls
  }

  /**
   * A client that calls as this person.
   *
   * @example
   * ```ts
   * const task = await server.conduit('angie').tasks.create({ title: 'Checkout fails' })
   * ```
   */
  conduit(
    user: UserName | DefaultUser = 'rjkaplan',
    options: Omit<ConduitOptions, 'url' | 'credential'> = {},
  ): Conduit {
    return new Conduit({ ...options, url: this.url, credential: apiToken(this.#user(user).token) })
  }

  /**
   * Registers an application, as an administrator does. It stays when the server is reset.
   *
   * @throws {Error} for a scope that no method has; with the face of a stock Phorge, which has its own in `phorge`.
   */
  async register(application: NewApplication = {}): Promise<Application<UserName | DefaultUser>> {
    const { running, users } = this.#instance
    if (running.phorge) throw new Error('A stock Phorge knows no scopes: use phorge.applications.register.')
    const registration = await registerApplication(running, application, administrator(users))
    this.#registrations.push(registration)
    const client = clientOf(this.url, registration, this.clock.now)
    const { clientId, clientSecret, redirectUris } = registration
    return {
      clientId,
      clientSecret,
      redirectUri: redirectUris[0],
      client,
      signIn: async (user, scopes = registration.scopes ?? []) => {
        const request = await client.authorize({ scopes })
        return client.exchange(await this.allow(request.url, user), request)
      },
    }
  }

  /**
   * Answers an authorization request as this person, who allows it, and returns the application's callback with the
   * code in it. Nothing is fetched there: hand it to your own program.
   *
   * @param scopes Those that they leave ticked. @default all that are asked for
   * @throws {Error} when the request is refused on a page.
   */
  allow(authorizationUrl: string, user: UserName | DefaultUser, scopes?: readonly string[]): Promise<URL> {
    return this.#answer(authorizationUrl, user, { kind: 'allow', scopes })
  }

  /** Answers an authorization request as this person, who declines. */
  decline(authorizationUrl: string, user: UserName | DefaultUser): Promise<URL> {
    return this.#answer(authorizationUrl, user, { kind: 'decline' })
  }

  /**
   * As it was after the start: the same accounts, API tokens and applications, the same projects and tasks, which are
   * made anew; nothing that anybody granted, no fault, no recorded call.
   */
  async reset(): Promise<void> {
    const { clock, url: publicUrl } = this
    const { users, face } = this.#seed
    const { running, users: known } = this.#instance
    await running.close()
    this.#instance = await startInstance({
      publicUrl,
      clock,
      face,
      known,
      users,
      applications: this.#registrations,
    })
    this.faults.clear()
    await this.#plant()
  }

  async close(): Promise<void> {
    await this.#front.close()
    await this.#instance.running.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #plant(): Promise<void> {
    const { projects, tasks } = this.#seed
    const phidOf = (name: string): Phid<'USER'> => this.#user(name).phid
    this.#projects = await createProjects(this.conduit(), phidOf, projects)
    this.#tasks = await createTasks((author) => this.conduit(author as UserName), tasks)
    this.#calls.length = 0
  }

  async #admit(request: ReadRequest): Promise<Passage | undefined> {
    const { pathname: path, search } = new URL(request.url, this.url)
    const method = /^\/api\/([^/]+)$/.exec(path)?.[1]
    if (method === undefined && !path.startsWith('/oauthserver/')) return undefined
    const call = method ? await this.#describe(method, search.slice(1), request) : callOf(path)
    const taken = this.faults.take(call)
    const fault = taken?.fault
    const record = (outcome: RecordedCall['outcome']) => ({ ...call, outcome, fault: fault?.kind })
    const place = this.#calls.push(record({ kind: 'under-way' })) - 1
    return {
      fault,
      carriedOut: () => taken?.onCarriedOut?.(),
      ended: (outcome) => {
        this.#calls[place] = record(outcome)
      },
    }
  }

  async #describe(method: string, query: string, { headers, body }: ReadRequest): Promise<ArrivedCall> {
    const { authorization, 'content-type': contentType } = headers
    const { gateway } = this.#instance.running
    const { params, userName } = await describeCall(gateway, { query, contentType, body, authorization })
    return { method, user: userName, params: withoutTokens(params ?? {}) }
  }

  async #answer(authorizationUrl: string, user: string, answer: Answer): Promise<URL> {
    const { gateway, phorge } = this.#instance.running
    if (phorge) throw new Error('The consent of a stock Phorge is answered in a browser: use phorge.signIn.')
    const account = await gateway.backend.accountByPhid(this.#user(user).phid)
    if (!account) throw new Error(`There is no account ${user}.`)
    const secret = await startSession(gateway, account)
    const browser = new Browser(this.url, { [sessionCookieName(gateway)]: secret })
    return answerRequest(browser, authorizationUrl, answer)
  }

  #user(name: string): User {
    const user = this.#instance.users[name]
    if (user) return user
    const known = Object.keys(this.#instance.users).join(', ')
    throw new Error(`There is no user ${name} here: give the name to startConduit. There are ${known}.`)
  }
}

function callOf(path: string): ArrivedCall {
  return { method: path, user: undefined, params: {} }
}
