import { randomUUID } from 'node:crypto'
import type { StoredToken, TokenStore } from 'phorge-conduit'
import type { Page, Worker } from 'playwright-core'
import type { calls, SeenToken, StoreOptions } from './in-a-browser.ts'

declare global {
  var inABrowser: { calls: typeof calls }
  var runTask: (id: string) => Promise<void>
}

const inspect = Symbol.for('nodejs.util.inspect.custom')

/** A store in a page, used from here. Tasks run here, while the page holds the lock. */
export async function remoteStore(page: Page, options: StoreOptions): Promise<TokenStore> {
  return {
    async get(key) {
      const seen = await page.evaluate(([options, key]) => inABrowser.calls.get(options, key), [
        options,
        key,
      ] as const)
      if (!seen) return undefined
      const { token, shown } = accepted<SeenToken>(seen)
      return Object.defineProperty(token, inspect, { value: () => shown, enumerable: false })
    },
    async set(key, token) {
      const given = [options, key, token] as const
      accepted(
        await page.evaluate(([options, key, token]) => inABrowser.calls.set(options, key, token), given),
      )
    },
    async delete(key) {
      const given = [options, key] as const
      accepted(await page.evaluate(([options, key]) => inABrowser.calls.delete(options, key), given))
    },
    async exclusively<Result>(key: string, task: () => Promise<Result>) {
      const { id, outcome } = hold(task)
      await page.evaluate(
        ([options, key, id]) => inABrowser.calls.exclusively(options, key, () => runTask(id)),
        [options, key, id] as const,
      )
      return outcome
    },
  }
}

const tasks = new Map<string, () => Promise<void>>()

function hold<Result>(task: () => Promise<Result>) {
  const id = randomUUID()
  const { promise: outcome, resolve, reject } = Promise.withResolvers<Result>()
  outcome.catch(() => undefined)
  tasks.set(id, async () => {
    tasks.delete(id)
    await task().then(resolve, reject)
  })
  return { id, outcome }
}

/** Lets a page run the tasks of its stores. */
export async function offerTasks(page: Page): Promise<void> {
  await page.exposeFunction('runTask', (id: string) => tasks.get(id)?.())
}

function accepted<Value>(answer: unknown): Value {
  const refused = (answer as { refused?: object } | undefined)?.refused
  if (refused) throw Object.assign(new Error('refused'), refused)
  return answer as Value
}

/** Ten calls at once in a page or worker, at the time `now`. */
export function renewIn(
  place: Page | Worker,
  options: StoreOptions,
  key: string,
  server: string,
  now: number,
): Promise<string[]> {
  const given = [options, key, server, now] as const
  return (place as Page).evaluate((given) => inABrowser.calls.renew(...given), given)
}

export const expired: StoredToken = {
  accessToken: 'old',
  refreshToken: 'first',
  issuedAt: 1_800_000_000,
  expiresAt: 1_800_003_600,
}
