import * as z from 'zod/mini'
import type { Failure } from '../../answer.ts'
import { browser } from '../../browser.ts'
import { newTask } from '../../messages.ts'
import type { SiteSettings } from '../../settings.ts'
import type { Chip } from '../../tasks.ts'

/**
 * Creates that were begun and are not known to have ended. The browser stops the worker when it likes: what stands here
 * is finished when it starts again, or told to the user.
 */
const entry = z.object({
  server: z.string(),
  collection: z.string(),
  key: z.string(),
  origin: z.string(),
  task: newTask,
  /** Why it ended without a task, and what was in the form is still here. */
  failure: z.optional(z.looseObject({ code: z.string(), message: z.string(), remedy: z.string() })),
})

export type JournalEntry = z.infer<typeof entry>
type Place = Pick<SiteSettings, 'server' | 'collection'>

export async function begin(create: JournalEntry): Promise<void> {
  await browser.storage.local.set({ [place(create, create.key)]: create })
}

export async function end(create: JournalEntry): Promise<void> {
  await browser.storage.local.remove(place(create, create.key))
}

export async function unfinished(): Promise<JournalEntry[]> {
  const all = await browser.storage.local.get()
  return Object.entries(all).flatMap(([name, value]) => {
    const { data } = entry.safeParse(name.startsWith('create ') ? value : undefined)
    return data && !data.failure ? [data] : []
  })
}

export async function isUnfinished(create: JournalEntry): Promise<boolean> {
  const name = place(create, create.key)
  const { data } = entry.safeParse((await browser.storage.local.get(name))[name])
  return data !== undefined && data.failure === undefined
}

/** What to show of creates of these errors that have not ended with a task. */
export async function underWay(site: Place, keys: readonly string[]): Promise<Map<string, Chip>> {
  const names = keys.map((key) => place(site, key))
  const entries = await browser.storage.local.get(names)
  return new Map(
    keys.flatMap((key, at): [string, Chip][] => {
      const { data } = entry.safeParse(entries[names[at] ?? ''])
      if (!data) return []
      return [
        [key, data.failure ? { kind: 'failed', failure: data.failure as Failure } : { kind: 'creating' }],
      ]
    }),
  )
}

/** Two tabs, or a tab and a worker that starts again, take turns at the same error. */
export function exclusively<Result>(site: Place, key: string, work: () => Promise<Result>): Promise<Result> {
  return navigator.locks.request(place(site, key), work)
}

function place({ server, collection }: Place, key: string): string {
  return `create ${server} ${JSON.stringify([collection, key])}`
}
