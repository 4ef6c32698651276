import { type Conduit, markerOf, type Task } from 'phorge-conduit'
import type { SiteSettings } from '../../settings.ts'
import type { Chip } from '../../tasks.ts'
import { conduitOf } from '../sites/conduit.ts'
import { underWay } from './journal.ts'
import { carries } from './marker.ts'
import { type Remembered, recall, remember } from './memory.ts'

/** Milliseconds after which it is asked anew whether somebody has made a task meanwhile. */
const NO_TASK_HOLDS = 60_000

/** What the chips of these errors show, in their order. */
export async function chipsFor(site: SiteSettings, keys: readonly string[]): Promise<Chip[]> {
  const conduit = await conduitOf(site)
  const now = Date.now()
  const remembered = new Map(zip(keys, await recall(site, keys)))
  const known = keys.filter((key) => typeof remembered.get(key)?.task === 'number')
  const unknown = keys.filter((key) => {
    const entry = remembered.get(key)
    return !entry || (entry.task === null && now - entry.at > NO_TASK_HOLDS)
  })
  const [stillTheirs, found, waiting] = await Promise.all([
    readKnown(conduit, site, new Map(known.map((key) => [key, remembered.get(key)]))),
    conduit.tasks.findByKeys({ collection: site.collection, keys: unknown }),
    underWay(site, keys),
  ])
  await remember(
    site,
    new Map(unknown.map((key) => [key, { task: found.get(key)?.id ?? null, at: now } satisfies Remembered])),
  )
  return keys.map((key) => {
    const task = stillTheirs.get(key) ?? found.get(key)
    if (task) return 'chip' in task ? task.chip : chipOf(task)
    return waiting.get(key) ?? { kind: 'none' }
  })
}

export function chipOf({
  monogram,
  url,
  title,
  status,
  isOpen,
}: Pick<Task, 'monogram' | 'url' | 'title' | 'status' | 'isOpen'>): Chip {
  return { kind: isOpen ? 'open' : 'closed', monogram, url, title, status: status.name }
}

/** Of tasks that are remembered: their state, and nothing when they were unlinked by somebody else. */
async function readKnown(
  conduit: Conduit,
  site: SiteSettings,
  known: ReadonlyMap<string, Remembered | undefined>,
): Promise<Map<string, Task | { readonly chip: Chip }>> {
  const keys = [...known.keys()]
  const ids = keys.map((key) => known.get(key)?.task ?? 0)
  const tasks = await conduit.tasks.getMany(ids)
  const chips = new Map<string, Task | { readonly chip: Chip }>()
  const unlinked = new Map<string, Remembered>()
  for (const [at, key] of keys.entries()) {
    const task = tasks[at]
    if (!task) {
      const monogram = `T${ids[at]}`
      chips.set(key, { chip: { kind: 'hidden', monogram, url: new URL(monogram, conduit.url).href } })
    } else if (
      known.get(key)?.isOnlyHere ||
      carries(task.description, await markerOf({ collection: site.collection, key }))
    ) {
      chips.set(key, task)
    } else {
      unlinked.set(key, { task: null, at: Date.now() })
    }
  }
  await remember(site, unlinked)
  return chips
}

function zip<One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other | undefined][] {
  return ones.map((one, at) => [one, others[at]])
}
