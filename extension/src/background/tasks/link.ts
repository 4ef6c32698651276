import { type Conduit, isConduitError, markerOf, type Task, withMarker } from 'phorge-conduit'
import type { SiteSettings } from '../../settings.ts'
import type { Chip, TaskSummary } from '../../tasks.ts'
import { ExtensionError } from '../failure.ts'
import { conduitOf } from '../sites/conduit.ts'
import { taskOf } from './actions.ts'
import { chipOf } from './chips.ts'
import { exclusively } from './journal.ts'
import { carries, withoutMarker } from './marker.ts'
import { recall, remember } from './memory.ts'
import { similarTasks } from './similar.ts'
import { tellTabs } from './tell-tabs.ts'

export type Linked = { readonly linked: Chip } | { readonly choices: readonly TaskSummary[] }

/** Links an existing task: by `T12`, by its address, or by words, which may leave a choice. */
export async function linkTask(site: SiteSettings, key: string, reference: string): Promise<Linked> {
  const conduit = await conduitOf(site)
  const monogram = monogramIn(reference, conduit.url)
  if (!monogram) return { choices: await similarTasks(conduit, reference) }
  return exclusively(site, key, async () => {
    const [known] = await recall(site, [key])
    if (typeof known?.task === 'number') {
      throw new ExtensionError(
        'conflict',
        `This error has a task already: T${known.task}.`,
        'Unlink it first.',
      )
    }
    const task = await conduit.tasks.get(monogram)
    const isOnlyHere = !(await mark(conduit, task, site, key))
    await remember(
      site,
      new Map([[key, { task: task.id, at: Date.now(), ...(isOnlyHere && { isOnlyHere }) }]]),
    )
    const linked = chipOf(task)
    await tellTabs(site.origin, [{ key, chip: linked }])
    return { linked }
  })
}

/** The task stays; it is not this error's any more. */
export async function unlinkTask(site: SiteSettings, key: string): Promise<Chip> {
  const conduit = await conduitOf(site)
  const [task] = await conduit.tasks.getMany([await taskOf(conduit, site, key)])
  const marker = await markerOf({ collection: site.collection, key })
  if (task && carries(task.description, marker)) {
    await conduit.tasks.edit(task.id, { description: withoutMarker(task.description, marker) })
  }
  const chip: Chip = { kind: 'none' }
  await remember(site, new Map([[key, { task: null, at: Date.now() }]]))
  await tellTabs(site.origin, [{ key, chip }])
  return chip
}

/** So that others find it too. Who may not edit the task still has the link here. */
async function mark(conduit: Conduit, task: Task, site: SiteSettings, key: string): Promise<boolean> {
  const marker = await markerOf({ collection: site.collection, key })
  if (carries(task.description, marker)) return true
  try {
    await conduit.tasks.edit(task.id, { description: withMarker(task.description, marker) })
    return true
  } catch (error) {
    if (isConduitError(error) && (error.code === 'permission' || error.code === 'validation')) return false
    throw error
  }
}

/** `T12`, `12`, or the address of a task of this server; `undefined` for words. */
export function monogramIn(reference: string, server: string): string | undefined {
  const typed = reference.trim()
  const url = URL.parse(typed)
  if (url && url.origin !== new URL(server).origin) return undefined
  const digits = /^\/?[Tt]?([1-9]\d*)$/.exec(url ? url.pathname : typed)?.[1]
  return digits && `T${digits}`
}
