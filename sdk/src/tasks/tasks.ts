import type { Clock } from '../clock.ts'
import type { CallOptions, Conduit } from '../conduit.ts'
import { isConduitError, NotFoundError, ValidationError } from '../errors.ts'
import type { ManiphestTask } from '../methods/maniphest.ts'
import type { ManiphestTransaction } from '../methods/maniphest-transactions.ts'
import type { ClosedTaskStatus, OpenTaskStatus, TaskStatusValue } from '../server-types/server-types.ts'
import { oneAtATime } from '../stores/one-at-a-time.ts'
import { commentTransaction, type NewTask, type TaskChanges, transactionsFor } from './changes.ts'
import { createOnce } from './create-once.ts'
import { findByKeys, type TaskKeys } from './find-by-keys.ts'
import { markerOf, type TaskKey, withMarker } from './marker.ts'
import { Priorities, type TaskPriority } from './priorities.ts'
import { objectIdentifier, type TaskReference } from './reference.ts'
import { Remembered } from './remembered.ts'
import { Statuses, type TaskStatus } from './statuses.ts'
import {
  type CreatedOnce,
  type CreatedTask,
  type Task,
  type TaskIdentity,
  type TaskState,
  taskFrom,
  taskIdentity,
} from './task.ts'

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
  readonly #clock: Clock
  readonly #memory: Memory
  readonly #statuses: Statuses
  readonly #priorities: Priorities

  /** @param peer Tasks of the same server, seen by somebody else: statuses and priorities are the same for all. */
  constructor(conduit: Conduit, clock: Clock, peer?: Tasks) {
    this.#conduit = conduit
    this.#clock = clock
    this.#memory = peer ? peer.#memory : newMemory(clock)
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
   * Creates a task. Conduit has no idempotency: after `outcome_unknown` look for the task before you try again, or use
   * `createOnce`.
   *
   * @throws {ValidationError} for an unknown status, priority, project or person; nothing is sent then.
   */
  async create(task: NewTask, options?: CallOptions): Promise<CreatedTask> {
    const { transactions, created } = await this.#newTask(task, options)
    const { object } = await this.#conduit.maniphest.edit({ transactions }, options)
    return created(object)
  }

  /**
   * Creates the task of a key, or finds the one that there is: one task per key, also when answers get lost, when a program
   * ends in the middle and begins again, and when two people click at once. The description gets a line by which the task
   * is known. Takes the scope `maniphest.search` besides those of `create`; `options.timeout` is for each call.
   *
   * Who reads but may not see the task of a key makes another. Who takes the line out of a description takes the task from
   * its key; who may edit a task can give it a key.
   *
   * @throws {OutcomeUnknownError} when answers get lost again and again. Calling again with the same key is safe.
   * @example
   * ```ts
   * const { monogram, created } = await conduit.tasks.createOnce({
   *   collection: 'errors.example.com',
   *   key: fingerprint,
   *   title: 'Checkout fails',
   * })
   * ```
   */
  async createOnce(
    { key, collection, ...task }: NewTask & TaskKey,
    options?: CallOptions,
  ): Promise<CreatedOnce> {
    if (typeof key !== 'string' || key === '') throw new ValidationError('`key` is empty.')
    const marker = await markerOf({ collection, key })
    const description = withMarker(task.description ?? '', marker)
    const { transactions, created } = await this.#newTask({ ...task, description }, options)
    const { made, inTurn } = this.#memory
    const asked = { conduit: this.#conduit, clock: this.#clock, marker, transactions, made, options }
    const once = await inTurn(marker.key, () => createOnce(asked))
    if (once.kind === 'made') return { ...created(once.task), created: true }
    const [found] = await this.read([once.task])
    if (!found) throw new NotFoundError('There is no such task.')
    if (once.kind === 'found') return { ...found, created: false }
    const duplicate = await this.#withdraw(created(once.duplicate), found, options)
    return { ...found, created: false, duplicate }
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
    const found = await Promise.all(tasks.map((task) => this.#conduit.lookup.task(task, options)))
    const read = await this.read(found.filter((task) => task !== undefined))
    const byId = new Map(read.map((task) => [task.id, task]))
    return found.map((task) => task && byId.get(task.id))
  }

  /**
   * The tasks of keys that `createOnce` was given, by key, whoever made them. At most 10 calls and one for each hundred
   * keys; of a collection with thousands of tasks only the newest are found in so few, and `findByKey` finds any.
   */
  async findByKeys(keys: TaskKeys, options?: CallOptions): Promise<ReadonlyMap<string, Task>> {
    const found = await findByKeys(this.#conduit, this.#clock, keys, options)
    const read = await this.read(found.map(([, task]) => task))
    return new Map(found.flatMap(([key], index) => (read[index] ? [[key, read[index]] as const] : [])))
  }

  /** The task of one key, if there is one that this user may see. */
  async findByKey({ key, collection }: TaskKey, options?: CallOptions): Promise<Task | undefined> {
    return (await this.findByKeys({ collection, keys: [key] }, options)).get(key)
  }

  /** What a search of your own found, as a person sees it, in its order. */
  async read(tasks: readonly ManiphestTask[]): Promise<Task[]> {
    if (tasks.length === 0) return []
    const closed = await this.#statuses.closedAmong(tasks.map((task) => task.fields.status.value))
    return tasks.map((task) =>
      taskFrom(task, { serverUrl: this.#conduit.url, isClosed: closed.has(task.fields.status.value) }),
    )
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
    const server = { conduit: this.#conduit, statuses: this.#statuses, priorities: this.#priorities }
    return transactionsFor(changes, server, options)
  }

  async #newTask({ projects = [], subscribers = [], ...fields }: NewTask, options: CallOptions | undefined) {
    if (typeof fields.title !== 'string') throw new ValidationError('A task needs a title.')
    const changes = { ...fields, projects: { add: projects }, subscribers: { add: subscribers } }
    const [transactions, status] = await Promise.all([
      this.#transactionsFor(changes, options),
      fields.status === undefined
        ? this.#statuses.choose(undefined, 'open')
        : this.#statuses.named(fields.status),
    ])
    const created = (object: TaskObject): CreatedTask => ({
      ...withStatus(this.#identity(object), status),
      title: fields.title.trim(),
    })
    return { transactions, created }
  }

  /** Closes what is one too many, before anybody works on it. It is the same user's who made it a moment ago. */
  async #withdraw(
    duplicate: TaskState,
    { monogram }: TaskIdentity,
    options: CallOptions | undefined,
  ): Promise<TaskState> {
    try {
      const { value } = await this.#statuses.duplicate()
      const change = { status: value, comment: `Duplicate of ${monogram}.` }
      return await this.#setStatus(duplicate.id, 'closed', change, options)
    } catch (error) {
      // The token may not, or the connection is gone: what was asked for is there all the same.
      if (isConduitError(error)) return duplicate
      throw error
    }
  }

  #identity(object: TaskObject): TaskIdentity {
    return taskIdentity(object, this.#conduit.url)
  }
}

function withStatus(task: TaskIdentity, { value, name, isClosed }: TaskStatus): TaskState {
  return { ...task, status: { value, name }, isOpen: !isClosed, isClosed }
}

type TaskObject = Pick<ManiphestTask, 'id' | 'phid'>

/** What is the same for all users of a server. */
interface Memory {
  readonly statuses: Remembered<readonly TaskStatus[]>
  readonly priorities: Remembered<readonly TaskPriority[]>
  /** Numbers of tasks that `createOnce` made here. */
  readonly made: Set<number>
  readonly inTurn: ReturnType<typeof oneAtATime>
}

function newMemory(clock: Clock): Memory {
  const now = () => clock.now()
  return {
    statuses: new Remembered(now),
    priorities: new Remembered(now),
    made: new Set(),
    inTurn: oneAtATime(),
  }
}
