import type { CallOptions, Conduit } from '../conduit.ts'
import { NotFoundError, ValidationError } from '../errors.ts'
import type { ManiphestTask } from '../methods/maniphest.ts'
import type { ManiphestTransaction } from '../methods/maniphest-transactions.ts'
import type { ClosedTaskStatus, OpenTaskStatus, TaskStatusValue } from '../server-types/server-types.ts'
import { commentTransaction, type NewTask, type TaskChanges, transactionsFor } from './changes.ts'
import { Priorities, type TaskPriority } from './priorities.ts'
import { objectIdentifier, parseReference, type TaskReference } from './reference.ts'
import { Remembered } from './remembered.ts'
import { Statuses, type TaskStatus } from './statuses.ts'
import {
  type CreatedTask,
  type Task,
  type TaskIdentity,
  type TaskState,
  taskFrom,
  taskIdentity,
} from './task.ts'

const TASKS_PER_CALL = 100

/** How a task is closed or reopened. */
export interface StatusChange<Status extends string = TaskStatusValue> {
  /** A value of `statuses()`. @default the server's own default for open, or for closed, tasks */
  readonly status?: Status | undefined
  /** Remarkup; said in the same step. */
  readonly comment?: string | undefined
}

/**
 * Tasks as people think of them. Writes return what is known without another call, so that a token which may only
 * write is enough; `get` reads the rest.
 *
 * @example
 * ```ts
 * const task = await conduit.tasks.create({ title: 'Checkout fails', priority: 'high', projects: ['#backend'] })
 * await conduit.tasks.close(task.id, { status: 'resolved', comment: 'fixed in r123' })
 * await conduit.tasks.reopen('T12')
 * ```
 */
export class Tasks {
  readonly #conduit: Conduit
  readonly #memory: {
    readonly statuses: Remembered<readonly TaskStatus[]>
    readonly priorities: Remembered<readonly TaskPriority[]>
  }
  readonly #statuses: Statuses
  readonly #priorities: Priorities

  /** @param peer Tasks of the same server, seen by somebody else: statuses and priorities are the same for all. */
  constructor(conduit: Conduit, peer?: Tasks) {
    this.#conduit = conduit
    this.#memory = peer ? peer.#memory : { statuses: new Remembered(), priorities: new Remembered() }
    this.#statuses = new Statuses(conduit, this.#memory.statuses)
    this.#priorities = new Priorities(conduit, this.#memory.priorities)
  }

  /** The statuses of this server. Kept for five minutes. */
  statuses(): Promise<readonly TaskStatus[]> {
    return this.#statuses.list()
  }

  /** The priorities of this server, most urgent first. Kept for five minutes. */
  priorities(): Promise<readonly TaskPriority[]> {
    return this.#priorities.list()
  }

  /**
   * Creates a task. Conduit has no idempotency: after `outcome_unknown` look for the task before you try again.
   *
   * @throws {ValidationError} for an unknown status, priority, project or person; nothing is sent then.
   */
  async create(task: NewTask, options?: CallOptions): Promise<CreatedTask> {
    const { projects = [], subscribers = [], ...fields } = task
    if (typeof fields.title !== 'string') throw new ValidationError('A task needs a title.')
    const changes = { ...fields, projects: { add: projects }, subscribers: { add: subscribers } }
    const [transactions, status] = await Promise.all([
      this.#transactionsFor(changes, options),
      task.status === undefined
        ? this.#statuses.choose(undefined, 'open')
        : this.#statuses.named(task.status),
    ])
    const { object } = await this.#conduit.maniphest.edit({ transactions }, options)
    return { ...withStatus(this.#identity(object), status), title: fields.title.trim() }
  }

  /** Closes a task. Closing an unassigned task assigns it to the closer, as Phorge has it. */
  async close(
    task: TaskReference,
    change: StatusChange<ClosedTaskStatus> = {},
    options?: CallOptions,
  ): Promise<TaskState> {
    return this.#setStatus(task, 'closed', change, options)
  }

  /** Opens a closed task again. */
  async reopen(
    task: TaskReference,
    change: StatusChange<OpenTaskStatus> = {},
    options?: CallOptions,
  ): Promise<TaskState> {
    return this.#setStatus(task, 'open', change, options)
  }

  /** Says something on a task. */
  async comment(task: TaskReference, comment: string, options?: CallOptions): Promise<TaskIdentity> {
    const transactions = commentTransaction(comment)
    if (transactions.length === 0) throw new ValidationError('The comment is empty.')
    return this.#edit(task, transactions, options)
  }

  /**
   * Changes a task; all of it or nothing.
   *
   * @example
   * ```ts
   * await conduit.tasks.edit('T12', { priority: 'low', projects: { add: ['#mobile'], remove: ['#backend'] } })
   * ```
   */
  async edit(task: TaskReference, changes: TaskChanges, options?: CallOptions): Promise<TaskIdentity> {
    const identifier = objectIdentifier(task)
    return this.#edit(identifier, await this.#transactionsFor(changes, options), options)
  }

  /** @throws {NotFoundError} when there is no such task, or this user may not see it. */
  async get(task: TaskReference, options?: CallOptions): Promise<Task> {
    const [found] = await this.getMany([task], options)
    if (!found)
      throw new NotFoundError(`There is no task ${task} that this user may see.`, {
        method: 'maniphest.search',
      })
    return found
  }

  /**
   * Many tasks in as few calls as the server allows, in the order asked for. `undefined` stands where there is no such
   * task or this user may not see it.
   */
  async getMany(tasks: readonly TaskReference[], options?: CallOptions): Promise<(Task | undefined)[]> {
    const wanted = tasks.map(parseReference)
    const ids = [...new Set(wanted.flatMap((task) => (task.kind === 'id' ? [task.id] : [])))]
    const phids = [...new Set(wanted.flatMap((task) => (task.kind === 'phid' ? [task.phid] : [])))]
    const found = await Promise.all([
      ...inParts(ids).map((ids) => this.#search({ ids }, options)),
      ...inParts(phids).map((phids) => this.#search({ phids }, options)),
    ])
    const read = await this.#read(found.flat())
    const byKey = new Map<number | string, Task>(
      read.flatMap((task) => [
        [task.id, task],
        [task.phid, task],
      ]),
    )
    return wanted.map((task) => byKey.get(task.kind === 'id' ? task.id : task.phid))
  }

  async #setStatus(
    task: TaskReference,
    side: 'open' | 'closed',
    change: StatusChange,
    options: CallOptions | undefined,
  ): Promise<TaskState> {
    if (typeof change !== 'object')
      throw new ValidationError('How to close or reopen is an object: { status, comment }.')
    const { status, comment } = change
    const identifier = objectIdentifier(task)
    const chosen = await this.#statuses.choose(status, side)
    const transactions = [{ type: 'status', value: chosen.value } as const, ...commentTransaction(comment)]
    return withStatus(await this.#edit(identifier, transactions, options), chosen)
  }

  async #edit(
    task: TaskReference,
    transactions: readonly ManiphestTransaction[],
    options: CallOptions | undefined,
  ): Promise<TaskIdentity> {
    const params = { objectIdentifier: objectIdentifier(task), transactions }
    const { object } = await this.#conduit.maniphest.edit(params, options)
    return this.#identity(object)
  }

  #transactionsFor(changes: TaskChanges, options: CallOptions | undefined): Promise<ManiphestTransaction[]> {
    const [conduit, statuses, priorities] = [this.#conduit, this.#statuses, this.#priorities]
    return transactionsFor(changes, { conduit, statuses, priorities }, options)
  }

  #search(constraints: { ids: number[] } | { phids: ManiphestTask['phid'][] }, options?: CallOptions) {
    const attachments = { projects: true, subscribers: true } as const
    return this.#conduit.maniphest.search({ constraints, attachments, limit: TASKS_PER_CALL }, options).all()
  }

  async #read(tasks: readonly ManiphestTask[]): Promise<Task[]> {
    if (tasks.length === 0) return []
    const closed = await this.#statuses.closedAmong(tasks.map((task) => task.fields.status.value))
    return tasks.map((task) =>
      taskFrom(task, { serverUrl: this.#conduit.url, isClosed: closed.has(task.fields.status.value) }),
    )
  }

  #identity(object: { id: number; phid: ManiphestTask['phid'] }): TaskIdentity {
    return taskIdentity(object, this.#conduit.url)
  }
}

function withStatus(task: TaskIdentity, { value, name, isClosed }: TaskStatus): TaskState {
  return { ...task, status: { value, name }, isOpen: !isClosed, isClosed }
}

function inParts<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / TASKS_PER_CALL)
  return Array.from({ length: count }, (_, part) =>
    items.slice(part * TASKS_PER_CALL, (part + 1) * TASKS_PER_CALL),
  )
}
