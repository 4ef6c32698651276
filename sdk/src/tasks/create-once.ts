import type { Clock } from '../clock.ts'
import type { CallOptions, Conduit } from '../conduit.ts'
import type { ManiphestTask } from '../methods/maniphest.ts'
import type { ManiphestTransaction } from '../methods/maniphest-transactions.ts'
import { byWord, indexed, newestFirst, recent } from './marked.ts'
import { type TaskMarker, wordOf } from './marker.ts'
import { once } from './once.ts'

type Identity = Pick<ManiphestTask, 'id' | 'phid'>

/** What became of it. */
export type Created =
  | { readonly kind: 'found'; readonly task: ManiphestTask }
  | { readonly kind: 'made'; readonly task: Identity }
  /** Somebody else was a moment faster: `duplicate` is one too many. */
  | { readonly kind: 'overtaken'; readonly task: ManiphestTask; readonly duplicate: Identity }

export interface Creation {
  readonly conduit: Conduit
  readonly clock: Clock
  readonly marker: TaskMarker
  readonly transactions: readonly ManiphestTransaction[]
  /** Numbers of tasks that this process made, and that therefore are not somebody else's. */
  readonly made: Set<number>
  readonly options: CallOptions | undefined
}

/**
 * 1. Looks whether there is a task of this key: in the index, and among what is too new for it.
 * 2. Creates it. Of a lost answer it looks among this user's tasks that are newer than all that were there before (by
 *    author and age and then by marker; not by full text, which finds a new task minutes later), and sends again only when
 *    nothing is found.
 * 3. Looks again when others made tasks in between: a stock Phorge cannot be told to make one only if there is none. Who
 *    finds a lower number has lost, and both sides decide the same.
 */
export async function createOnce(creation: Creation): Promise<Created> {
  const { conduit, clock, marker, transactions, made, options } = creation
  const [fresh, fromIndex] = await Promise.all([
    recent(conduit, clock.now(), options),
    indexed(conduit, marker.key, options),
  ])
  const earlier = byWord([...fresh, ...fromIndex.data]).get(marker.key)
  if (earlier) return { kind: 'found', task: earlier }

  const newest = (fresh[0] ?? (await newestFirst(conduit, {}, options, 1)).data[0])?.id ?? 0
  const idempotencyKey = await keyFor(creation, newest)
  const task = await once<Identity>({
    clock,
    signal: options?.signal,
    send: async () => {
      const own = { ...options, idempotencyKey }
      return (await conduit.maniphest.edit({ transactions }, own)).object
    },
    find: async () => {
      // Asked anew: a session may have become somebody else's.
      const { phid } = await conduit.user.whoami({}, options)
      return newerThan(newest, creation, { authorPHIDs: [phid] })
    },
  })
  remember(made, task.id)
  if (!othersCameBetween(newest, task.id, made)) return { kind: 'made', task }
  const first = await newerThan(newest, creation, {}, task.id - newest)
  return first && first.id < task.id
    ? { kind: 'overtaken', task: first, duplicate: task }
    : { kind: 'made', task }
}

/** The lowest of the tasks of this key above a number. Numbers rise, whatever clocks say. */
async function newerThan(
  id: number,
  { conduit, marker, options }: Creation,
  constraints: { authorPHIDs?: ManiphestTask['fields']['authorPHID'][] },
  atLeast = 100,
): Promise<ManiphestTask | undefined> {
  const newer: ManiphestTask[] = []
  for await (const task of newestFirst(conduit, constraints, options, Math.min(100, atLeast))) {
    if (task.id <= id) break
    newer.push(task)
  }
  return byWord(newer).get(marker.key)
}

/**
 * With a gateway two clicks of one user are one call. The same only for the same words, as another body under one key is
 * refused; for the same newest task, as this one may be unlinked and be created anew; and for a minute, as the gateway
 * keeps refusals too.
 */
function keyFor({ clock, marker, transactions }: Creation, newest: number): Promise<string> {
  return wordOf([marker.key, newest, transactions, Math.floor(clock.now() / 60_000)])
}

/** As many as are made at a time, and more. What is forgotten costs a call. */
const REMEMBERED = 10_000

function remember(made: Set<number>, id: number): void {
  if (made.size >= REMEMBERED) made.clear()
  made.add(id)
}

/** Most often the next number is ours, and there is nothing to look for. */
function othersCameBetween(newest: number, id: number, made: ReadonlySet<number>): boolean {
  for (let between = newest + 1; between < id; between += 1) if (!made.has(between)) return true
  return false
}
