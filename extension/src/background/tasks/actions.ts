import { type Conduit, commentOnce } from 'phorge-conduit'
import type { SiteSettings } from '../../settings.ts'
import type { Chip } from '../../tasks.ts'
import { ExtensionError } from '../failure.ts'
import { conduitOf } from '../sites/conduit.ts'
import { chipOf } from './chips.ts'
import { recall } from './memory.ts'
import { tellTabs } from './tell-tabs.ts'

interface Change {
  readonly status?: string | undefined
  readonly comment?: string | undefined
}

export function closeTask(site: SiteSettings, key: string, { status, comment }: Change): Promise<Chip> {
  return changed(site, key, (conduit, task) => conduit.tasks.close(task, { status, comment }))
}

export function reopenTask(site: SiteSettings, key: string, { comment }: Change): Promise<Chip> {
  return changed(site, key, (conduit, task) => conduit.tasks.reopen(task, { comment }))
}

/** Seconds within which the same words count as the same press: the browser may stop the worker before it answers. */
const SAME_PRESS = 60

export function commentOnTask(site: SiteSettings, key: string, comment: string): Promise<Chip> {
  const since = Math.floor(Date.now() / 1000) - SAME_PRESS
  return changed(site, key, (conduit, task) => commentOnce(conduit, task, comment, { since }))
}

export function assignToMe(site: SiteSettings, key: string): Promise<Chip> {
  return changed(site, key, async (conduit, task) => {
    const { phid } = await conduit.user.whoami()
    return conduit.tasks.edit(task, { owner: phid })
  })
}

async function changed(
  site: SiteSettings,
  key: string,
  change: (conduit: Conduit, task: number) => Promise<unknown>,
): Promise<Chip> {
  const conduit = await conduitOf(site)
  const task = await taskOf(conduit, site, key)
  await change(conduit, task)
  const chip = chipOf(await conduit.tasks.get(task))
  await tellTabs(site.origin, [{ key, chip }])
  return chip
}

/** The task is named by its error: a page can reach the tasks of its own errors and no others. */
export async function taskOf(conduit: Conduit, site: SiteSettings, key: string): Promise<number> {
  const [known] = await recall(site, [key])
  const task = known?.task ?? (await conduit.tasks.findByKey({ collection: site.collection, key }))?.id
  if (typeof task === 'number') return task
  throw new ExtensionError('conflict', 'This error has no task any more.', 'Reload the page.')
}
