import type * as z from 'zod/mini'
import { browser } from '../browser.ts'

/** One entry of `storage.local`, checked when it is read. */
export interface Stored<Value> {
  get(): Promise<Value>
  /** One after the other, also when the worker is started again meanwhile. */
  update(change: (value: Value) => Value): Promise<void>
}

export function stored<Schema extends z.ZodMiniType>(
  name: string,
  schema: Schema,
  fallback: z.infer<Schema>,
): Stored<z.infer<Schema>> {
  const get = async () => {
    const { success, data } = schema.safeParse((await browser.storage.local.get(name))[name])
    return success ? data : fallback
  }
  const update = (change: (value: z.infer<Schema>) => z.infer<Schema>) =>
    navigator.locks.request(`storage:${name}`, async () => {
      await browser.storage.local.set({ [name]: change(await get()) })
    })
  return { get, update }
}

/**
 * Content scripts run beside pages that may be hostile and have no business in the storage. Where a browser cannot keep
 * them out (Firefox before 153), there are no secrets in it: tokens are in IndexedDB then.
 */
export async function keepFromContentScripts(): Promise<void> {
  const { local } = browser.storage as { local: { setAccessLevel?: (options: object) => Promise<void> } }
  await local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' })
}
