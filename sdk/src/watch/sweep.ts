import type { Clock } from '../clock.ts'
import type { CallOptions, Conduit } from '../conduit.ts'
import { NotFoundError } from '../errors.ts'
import type { ManiphestConstraints, ManiphestTask } from '../methods/maniphest.ts'
import type { Transaction } from '../methods/transaction.ts'
import type { Task } from '../tasks/task.ts'
import type { Position } from './position.ts'

/** A task that was created or changed. */
export interface TaskChange {
  /** As it is now: not older than the last of `transactions`. */
  readonly task: Task
  /** What was done to it that was not handed over before, oldest first. Several when several came together. */
  readonly transactions: readonly Transaction[]
}

/** How many tasks are read before the first of them is handed over. */
const AT_ONCE = 25

/**
 * Milliseconds after which nothing more is added to a task in a second that is past. Times are whole seconds: a task that
 * was read in the very second of its change may be changed once more without bearing another time.
 */
const SETTLED_AFTER = 10_000

export interface Sweep {
  readonly conduit: Conduit
  readonly clock: Clock
  readonly constraints: ManiphestConstraints
  readonly position: Position
  /** When tasks were read that are to be read once more, in epoch milliseconds of this machine. */
  readonly unsettled: Map<number, number>
  readonly options: CallOptions
}

/** Everything that happened since the last time. The position moves with each change that is handed over. */
export async function* sweep(sweep: Sweep): AsyncGenerator<TaskChange, void, undefined> {
  const { conduit, position, unsettled, options } = sweep
  const tasks = (await modifiedTasks(sweep)).filter((task) => isToBeRead(sweep, task))
  while (tasks.length > 0) {
    const part = tasks.splice(0, AT_ONCE)
    const news = await Promise.all(part.map((task) => newTransactions(sweep, task)))
    // After their transactions: what is handed over with a change is not to be older than it.
    const changed = part.filter((_, index) => news[index]?.length)
    const now = new Map(
      (
        await conduit.tasks.getMany(
          changed.map(({ id }) => id),
          options,
        )
      ).map((task) => [task?.id, task]),
    )
    for (const [index, { id, fields }] of part.entries()) {
      const transactions = news[index] ?? []
      const task = now.get(id)
      settle(sweep, id, fields.dateModified, transactions.length > 0)
      position.saw(id, fields.dateModified, transactions.at(-1)?.id)
      if (task && transactions.length > 0) yield { task, transactions }
    }
  }
  position.finish()
  for (const id of unsettled.keys()) if (position.modifiedWhenSeen(id) === undefined) unsettled.delete(id)
}

/**
 * By number, because that is the one order in which nothing moves while pages are turned: a task that is changed meanwhile
 * would else leave its place, and with it the place from which the next page is counted.
 */
async function modifiedTasks({ conduit, constraints, position, options }: Sweep): Promise<ManiphestTask[]> {
  const params = {
    constraints: { ...constraints, ...(position.start > 0 && { modifiedStart: position.start }) },
    order: 'oldest',
  } as const
  const tasks = await conduit.maniphest.search(params, options).all()
  // A position between two of them says that all before are dealt with.
  return tasks.sort((one, other) => one.fields.dateModified - other.fields.dateModified || one.id - other.id)
}

function isToBeRead({ position, unsettled }: Sweep, { id, fields }: ManiphestTask): boolean {
  return position.modifiedWhenSeen(id) !== fields.dateModified || unsettled.has(id)
}

function settle({ clock, position, unsettled }: Sweep, id: number, modified: number, isNew: boolean): void {
  const readAt = unsettled.get(id)
  if (isNew || position.modifiedWhenSeen(id) !== modified) unsettled.set(id, clock.now())
  else if (readAt !== undefined && clock.now() - readAt >= SETTLED_AFTER) unsettled.delete(id)
}

/** Oldest first. */
async function newTransactions(
  { conduit, position, options }: Sweep,
  { id, phid }: ManiphestTask,
): Promise<Transaction[]> {
  const found: Transaction[] = []
  try {
    for await (const transaction of conduit.transaction.search({ objectIdentifier: phid }, options)) {
      if (!position.isNew(id, transaction)) break
      found.push(transaction)
    }
  } catch (error) {
    // Destroyed, or hidden from this user, since it was found.
    if (!(error instanceof NotFoundError)) throw error
  }
  return found.reverse()
}
