import type { Conduit } from '../conduit.ts'
import { isConduitError } from '../errors.ts'
import type { MethodDescription } from '../methods/conduit.ts'
import type { ManiphestPriority, ManiphestStatus, ManiphestTask } from '../methods/maniphest.ts'
import { knownMethods } from '../methods/names.ts'

/** What a server tells of itself, as far as this package cannot know it. */
export interface ServerDescription {
  readonly url: string
  /** Methods that this package does not know, by name. */
  readonly methods: Readonly<Record<string, MethodDescription>>
  /** Methods that this package knows and the server does not have. */
  readonly absentMethods: readonly string[]
  /** `undefined` on a server without Maniphest. */
  readonly statuses: readonly ManiphestStatus[] | undefined
  readonly priorities: readonly ManiphestPriority[] | undefined
  /** Those of the sample, and those that were named; `undefined` when no task was seen. */
  readonly subtypes: readonly string[] | undefined
  /** By `custom.<key>`, with the values of the sample; `undefined` when the server did not tell. */
  readonly customFields: ReadonlyMap<string, readonly unknown[]> | undefined
  /** How many of the newest tasks were looked at, where there are as many. */
  readonly sample: number
}

export interface DescribeOptions {
  /** How many of the newest tasks to look at. */
  readonly sample: number
  /** Subtypes that there are, though perhaps no task of the sample has them. */
  readonly subtypes?: readonly string[]
}

const TASKS_PER_PAGE = 100

/** Asks a server what it has. Nothing is changed. @throws {ConduitFailure} when it cannot be asked. */
export async function describeServer(
  conduit: Conduit,
  { sample, subtypes = [] }: DescribeOptions,
): Promise<ServerDescription> {
  const [described, statuses, priorities, types, tasks] = await Promise.all([
    conduit.conduit.query(),
    unlessRefused(() => conduit.maniphest.status.search()),
    unlessRefused(() => conduit.maniphest.priority.search()),
    transactionTypes(conduit),
    unlessRefused(() => newestTasks(conduit, sample)),
  ])
  const seen = tasks?.flatMap(({ fields }) => (fields.subtype === undefined ? [] : [fields.subtype])) ?? []
  const found = [...new Set([...subtypes, ...seen])].sort()
  return {
    url: conduit.url,
    methods: Object.fromEntries(Object.entries(described).filter(([name]) => !knownMethods.has(name))),
    absentMethods: [...knownMethods.keys()].filter((name) => !Object.hasOwn(described, name)).sort(),
    statuses: statuses?.data,
    priorities: priorities?.data,
    subtypes: found.length > 0 ? found : undefined,
    customFields: customFields(types, tasks),
    sample,
  }
}

/**
 * Which types of transactions a task takes. No method tells, but the refusal of a type that there is not lists those that
 * there are. Nothing can come of this call: a type that is unknown refuses the whole of it, and a task needs a title.
 */
async function transactionTypes(conduit: Conduit): Promise<readonly string[] | undefined> {
  const params = { transactions: [{ type: 'phorge-conduit.types', value: null }] }
  try {
    await conduit.call<string>('maniphest.edit', params)
  } catch (error) {
    if (!isConduitError(error) || !isRefusal(error.code)) throw error
    // The sentence is in the user's language, the types are not.
    const words = error.message.split(/[\s,"]+/).map((word) => word.replace(/\.$/, ''))
    if (words.includes('title') && words.includes('status')) return words
  }
  return undefined
}

async function newestTasks(conduit: Conduit, count: number): Promise<readonly ManiphestTask[]> {
  const tasks: ManiphestTask[] = []
  if (count === 0) return tasks
  const search = conduit.maniphest.search({ order: 'newest', limit: Math.min(count, TASKS_PER_PAGE) })
  for await (const task of search) if (tasks.push(task) >= count) break
  return tasks
}

/** `undefined` for what the server does not tell, or not to this token: everything else can still be asked. */
async function unlessRefused<Told>(ask: () => Promise<Told> | PromiseLike<Told>): Promise<Told | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (isConduitError(error) && isRefusal(error.code)) return undefined
    throw error
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  'scope',
  'permission',
  'validation',
  'not_found',
  'method_unknown',
])

/** Whether the server understood, and would not. */
function isRefusal(code: string): boolean {
  return REFUSALS.has(code)
}

/** Every task has every custom field, so that one task tells which there are. */
function customFields(
  types: readonly string[] | undefined,
  tasks: readonly ManiphestTask[] | undefined,
): ReadonlyMap<string, readonly unknown[]> | undefined {
  if (types === undefined && !tasks?.length) return undefined
  const values = new Map<string, unknown[]>()
  for (const type of types ?? []) if (isCustom(type)) values.set(type, [])
  for (const { fields } of tasks ?? []) {
    for (const [key, value] of Object.entries(fields)) {
      if (isCustom(key)) values.set(key, [...(values.get(key) ?? []), value])
    }
  }
  return values
}

function isCustom(key: string): boolean {
  return key.startsWith('custom.')
}
