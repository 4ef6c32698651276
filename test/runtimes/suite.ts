import { calls } from './behaviours/calls.ts'
import { errors } from './behaviours/errors.ts'
import { oauth } from './behaviours/oauth.ts'
import { retries } from './behaviours/retries.ts'
import { stores } from './behaviours/stores.ts'
import { tasks } from './behaviours/tasks.ts'
import { webhooks } from './behaviours/webhooks.ts'
import type { Behaviour, World } from './world.ts'

/** What became of one behaviour; without `failure` it was seen. */
export interface Outcome {
  readonly name: string
  readonly failure?: string
}

const behaviours: readonly Behaviour[] = [
  ...calls,
  ...tasks,
  ...errors,
  ...retries,
  ...oauth,
  ...stores,
  ...webhooks,
]

/**
 * Runs in Node.js, in a page and in workers alike, so it has nothing of a test framework.
 *
 * @param more behaviours that there are in this runtime alone
 */
export async function runSuite(world: World, more: readonly Behaviour[] = []): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { name, isFor, run } of [...behaviours, ...more]) {
    if (isFor && !isFor(world)) continue
    try {
      await run(world)
      outcomes.push({ name })
    } catch (error) {
      outcomes.push({
        name,
        failure: error instanceof Error ? `${error.message}\n${error.stack}` : String(error),
      })
    }
  }
  return outcomes
}
