import { isConduitError, type NewTask as TaskToCreate } from 'phorge-conduit'
import type { NewTask } from '../../messages.ts'
import type { SiteSettings } from '../../settings.ts'
import type { Chip } from '../../tasks.ts'
import { ExtensionError, failureOf } from '../failure.ts'
import { conduitFor } from '../servers/client.ts'
import { serverAt } from '../servers/servers.ts'
import { chipOf } from './chips.ts'
import { begin, end, exclusively, isUnfinished, type JournalEntry, unfinished } from './journal.ts'
import { recall, remember } from './memory.ts'
import { tellTabs } from './tell-tabs.ts'

/**
 * Creates the task of an error, once: also when it is pressed in two tabs, when the worker is stopped on the way, and
 * when the answer is lost.
 */
export function createTask(site: SiteSettings, key: string, task: NewTask): Promise<Chip> {
  const { server, collection, origin } = site
  return exclusively(site, key, async () => {
    const [known] = await recall(site, [key])
    if (typeof known?.task === 'number') {
      throw new ExtensionError(
        'conflict',
        `This error has a task already: T${known.task}.`,
        'Look at it; if another is wanted, unlink it first.',
      )
    }
    const create: JournalEntry = { server, collection, origin, key, task }
    await begin(create)
    return finish(create)
  })
}

/** What was begun before the worker was stopped, or before an answer was lost. */
export async function finishInterrupted(): Promise<void> {
  await Promise.all(
    (await unfinished()).map((create) => exclusively(create, create.key, () => resume(create))),
  )
}

/** Somebody else may have finished it while this waited for its turn. */
async function resume(create: JournalEntry): Promise<void> {
  if (!(await isUnfinished(create))) return
  const chip = await settle(create)
  await tellTabs(create.origin, [{ key: create.key, chip }])
}

/** Whether the server has the task is not known: only its refusal ends the question. */
async function settle(create: JournalEntry): Promise<Chip> {
  try {
    return await make(create)
  } catch (error) {
    if (isRefusal(error)) await begin({ ...create, failure: { ...failureOf(error) } })
    return { kind: 'failed', failure: failureOf(error) }
  }
}

async function finish(create: JournalEntry): Promise<Chip> {
  try {
    return await make(create)
  } catch (error) {
    if (!isConduitError(error) || error.code !== 'outcome_unknown') await end(create)
    throw error
  }
}

async function make(create: JournalEntry): Promise<Chip> {
  const { server, collection, key, task } = create
  const conduit = await conduitFor(await serverAt(server))
  const made = await conduit.tasks.createOnce({ collection, key, ...taskToCreate(task) })
  await remember(create, new Map([[key, { task: made.id, at: Date.now() }]]))
  await end(create)
  return chipOf(made)
}

const passing: ReadonlySet<string> = new Set([
  'outcome_unknown',
  'network',
  'timeout',
  'server',
  'rate_limited',
  'aborted',
])

/** Signed out is no refusal either: the same user may come back. */
function isRefusal(error: unknown): boolean {
  return isConduitError(error) && !passing.has(error.code) && !error.code.startsWith('auth_')
}

function taskToCreate({ title, description, priority, owner, projects, subscribers }: NewTask): TaskToCreate {
  return {
    title,
    description,
    projects,
    subscribers,
    ...(priority && { priority }),
    ...(owner && { owner }),
  }
}
