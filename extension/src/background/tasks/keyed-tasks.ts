import { type Conduit, isConduitError, type NewTask, type Task, type TaskState } from 'phorge-conduit'
import { carries, type Marker, markerOf, withMarker } from './marker.ts'

/** Seconds within which a task may not be in the full-text index yet: Phorge's daemons take up to minutes. */
const UNINDEXED = 3600
const PAGES = 10

/** Which open or closed task belongs to which key, found by anybody: its description carries the key's marker. */
export async function findByKeys(
  conduit: Conduit,
  { collection, keys }: { collection: string; keys: readonly string[] },
): Promise<Map<string, Task>> {
  if (keys.length === 0) return new Map()
  const markers = await Promise.all(
    keys.map(async (key) => ({ key, marker: await markerOf(collection, key) })),
  )
  const word = markers[0]?.marker.collection ?? ''
  const [indexed, recent] = await Promise.all([
    firstPages(conduit, { query: word }),
    firstPages(conduit, { createdStart: now() - UNINDEXED }),
  ])
  const candidates = [...new Map([...indexed, ...recent].map((task) => [task.id, task])).values()]
    .filter(({ description }) => description.includes(word))
    .sort((one, other) => one.id - other.id)
  return new Map(
    markers.flatMap(({ key, marker }) => {
      const matching = candidates.filter(({ description }) => carries(description, marker))
      // Two people at once can have made two: the older one counts, for everybody.
      const task = matching.find(({ isOpen }) => isOpen) ?? matching[0]
      return task ? [[key, task] as const] : []
    }),
  )
}

/** Creates the task of a key unless there is one. After a lost answer it looks before it would send again. */
export async function createOnce(
  conduit: Conduit,
  { collection, key, ...task }: NewTask & { collection: string; key: string },
): Promise<{ task: TaskState; created: boolean }> {
  const found = await findByKey(conduit, collection, key)
  if (found) return { task: found, created: false }
  const marker = await markerOf(collection, key)
  const marked = { ...task, description: withMarker(task.description ?? '', marker) }
  try {
    const task = await conduit.tasks.create(marked)
    // Somebody else, or what was thought lost, may have been a moment faster: the lower number counts, for everybody.
    const first = await findByKey(conduit, collection, key)
    return first && first.id < task.id ? { task: first, created: false } : { task, created: true }
  } catch (error) {
    if (!isConduitError(error) || error.code !== 'outcome_unknown') throw error
    const made = await ownRecentTask(conduit, marker)
    if (made) return { task: made, created: true }
    throw error
  }
}

export async function findByKey(
  conduit: Conduit,
  collection: string,
  key: string,
): Promise<Task | undefined> {
  return (await findByKeys(conduit, { collection, keys: [key] })).get(key)
}

/** By author and date, never by full text: the index does not have it yet. */
async function ownRecentTask(conduit: Conduit, marker: Marker): Promise<Task | undefined> {
  const { phid } = await conduit.user.whoami()
  const recent = await firstPages(conduit, { authorPHIDs: [phid], createdStart: now() - UNINDEXED })
  return recent.find(({ description }) => carries(description, marker))
}

type Constraints = NonNullable<Parameters<Conduit['maniphest']['search']>[0]>['constraints']

async function firstPages(conduit: Conduit, constraints: Constraints): Promise<Task[]> {
  const ids: number[] = []
  for await (const { id } of conduit.maniphest.search({ constraints, order: 'newest', limit: 100 })) {
    ids.push(id)
    if (ids.length === PAGES * 100) break
  }
  return (await conduit.tasks.getMany(ids)).filter((task) => task !== undefined)
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}
