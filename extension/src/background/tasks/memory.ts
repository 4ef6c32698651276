import * as z from 'zod/mini'
import { browser } from '../../browser.ts'
import type { SiteSettings } from '../../settings.ts'

/** What is known of an error without asking the server. */
export interface Remembered {
  /** Its number; `null` when nobody had made one. */
  readonly task: number | null
  /** Epoch milliseconds. */
  readonly at: number
  /** Linked here alone, because the task's description could not be changed. */
  readonly isOnlyHere?: boolean | undefined
}

type Place = Pick<SiteSettings, 'server' | 'collection'>

const schema = z.object({
  task: z.nullable(z.number()),
  at: z.number(),
  isOnlyHere: z.optional(z.boolean()),
})

/** In the order of the keys. Each has an entry of its own, so that two tabs never overwrite each other's. */
export async function recall(site: Place, keys: readonly string[]): Promise<(Remembered | undefined)[]> {
  const places = keys.map((key) => place(site, key))
  const entries = await browser.storage.local.get(places)
  return places.map((name) => schema.safeParse(entries[name]).data)
}

export async function remember(site: Place, entries: ReadonlyMap<string, Remembered>): Promise<void> {
  if (entries.size === 0) return
  await browser.storage.local.set(
    Object.fromEntries([...entries].map(([key, entry]) => [place(site, key), entry])),
  )
}

/** Somebody else may see other tasks. */
export async function forgetTasksOf(server: string): Promise<void> {
  const names = Object.keys(await browser.storage.local.get())
  await browser.storage.local.remove(names.filter((name) => name.startsWith(`task ${server} `)))
}

function place({ server, collection }: Place, key: string): string {
  return `task ${server} ${JSON.stringify([collection, key])}`
}
