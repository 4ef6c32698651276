import { randomBytes } from 'node:crypto'
import { Check } from './check.ts'
import type { Answer, Call } from './client.ts'

/** A named piece of behaviour and the steps that show it. */
export interface Scenario {
  readonly name: string
  run(trial: Trial): Promise<void>
}

export interface Transaction {
  readonly type: string
  readonly value: unknown
}

export interface Edited {
  readonly object: { readonly id: number; readonly phid: string }
  readonly transactions: readonly { readonly phid: string }[]
}

export interface Task {
  readonly id: number
  readonly type: string
  readonly phid: string
  readonly fields: {
    readonly name: string
    readonly description: { readonly raw: string }
    readonly authorPHID: string
    readonly ownerPHID: string | null
    readonly status: { readonly value: string; readonly name: string; readonly color: string | null }
    readonly priority: { readonly value: number; readonly name: string; readonly color: string }
    readonly points: unknown
    readonly subtype: string
    readonly closerPHID: string | null
    readonly dateClosed: number | null
    readonly groupByProjectPHID: string | null
    readonly dateCreated: number
    readonly dateModified: number
    readonly policy: { readonly view: string; readonly interact: string; readonly edit: string }
  }
  readonly attachments: {
    readonly subscribers: { readonly subscriberPHIDs: readonly string[]; readonly subscriberCount: number }
    readonly projects: { readonly projectPHIDs: readonly string[] }
    readonly columns: { readonly boards: unknown }
    readonly dependsOn: { readonly taskPHIDs: readonly string[] }
    readonly dependedOnBy: { readonly taskPHIDs: readonly string[] }
  }
}

export interface Page {
  readonly data: readonly Task[]
  readonly maps: unknown
  readonly query: unknown
  readonly cursor: {
    readonly limit: unknown
    readonly after: unknown
    readonly before: unknown
    order?: unknown
  }
}

export interface Outcome {
  readonly name: string
  readonly passed: number
  readonly failures: readonly string[]
}

/** What a scenario works with: the server, the person whose token it is, and somewhere to note what holds. */
export class Trial {
  readonly call: Call
  readonly check: Check
  readonly me: string

  constructor(call: Call, check: Check, me: string) {
    this.call = call
    this.check = check
    this.me = me
  }

  /** A title that no other run has used. */
  title(about: string): string {
    return `Conformance: ${about} (${randomBytes(4).toString('hex')})`
  }

  /** Creates a task, which stays on the server. */
  async create(about: string, ...transactions: readonly Transaction[]): Promise<Edited> {
    const title = { type: 'title', value: this.title(about) }
    return this.succeed(
      await this.call('maniphest.edit', { transactions: [title, ...transactions] }),
    ) as Edited
  }

  async edit(objectIdentifier: unknown, ...transactions: readonly Transaction[]): Promise<Edited> {
    return this.succeed(await this.call('maniphest.edit', { objectIdentifier, transactions })) as Edited
  }

  /** Sends an edit that the server may refuse. */
  attempt(objectIdentifier: unknown, ...transactions: readonly Transaction[]): Promise<Answer> {
    return this.call('maniphest.edit', { objectIdentifier, transactions })
  }

  async search(params: Readonly<Record<string, unknown>>): Promise<Page> {
    return this.succeed(await this.call('maniphest.search', params)) as Page
  }

  async read(id: number): Promise<Task> {
    const attachments = { subscribers: true, projects: true, columns: true }
    const { data } = await this.search({ constraints: { ids: [id] }, attachments })
    const [task] = data
    if (!task) throw new Error(`T${id} is not found again`)
    return task
  }

  /** The timeline of a task, newest first. */
  async timeline(id: number) {
    const answer = await this.call('transaction.search', { objectIdentifier: `T${id}`, limit: 100 })
    return (this.succeed(answer) as { data: Timeline[] }).data
  }

  /** A project of this run's own: `#slug` is its only name that nobody else has. */
  async project(): Promise<{ phid: string; slug: string }> {
    const suffix = randomBytes(4).toString('hex')
    const transactions = [{ type: 'name', value: `Conformance ${suffix}` }]
    const { object } = this.succeed(await this.call('project.edit', { transactions })) as Edited
    return { phid: object.phid, slug: `conformance_${suffix}` }
  }

  /** Notes that a call was refused with this code, in an envelope that is whole. */
  refused(what: string, answer: Answer, code: string): void {
    this.check.equal(`${what}: error_code`, answer.code, code)
    this.check.holds(
      `${what}: no result, and a reason in words`,
      answer.result === null && typeof answer.info === 'string' && answer.info !== '',
    )
  }

  /** @throws when the call was refused: the steps that follow would mean nothing. */
  succeed(answer: Answer): unknown {
    if (answer.code === null) return answer.result
    throw new Error(`unexpected ${answer.code}: ${answer.info}`)
  }
}

export interface Timeline {
  readonly id: number
  readonly phid: string
  readonly type: string | null
  readonly authorPHID: string
  readonly objectPHID: string
  readonly dateCreated: number
  readonly groupID: string
  readonly comments: readonly {
    readonly authorPHID: string
    readonly version: number
    readonly removed: boolean
    readonly content: { readonly raw: string }
  }[]
  readonly fields: { readonly old?: unknown; readonly new?: unknown; readonly operations?: unknown }
}

/** Runs one scenario as the person whose token `call` sends. */
export async function runScenario(scenario: Scenario, call: Call): Promise<Outcome> {
  const check = new Check()
  try {
    const { result, code, info } = await call('user.whoami')
    if (code !== null) throw new Error(`user.whoami: ${code}: ${info}`)
    await scenario.run(new Trial(call, check, (result as { phid: string }).phid))
  } catch (error) {
    check.failed(error instanceof Error ? error.message : String(error))
  }
  return { name: scenario.name, passed: check.passed, failures: check.failures }
}
