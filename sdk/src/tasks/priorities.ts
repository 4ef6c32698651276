import type { Conduit } from '../conduit.ts'
import { ValidationError } from '../errors.ts'
import type { TaskPriorityKeyword, TaskPriorityValue } from '../server-types/server-types.ts'
import type { Remembered } from './remembered.ts'

/** A task priority of this server. */
export interface TaskPriority {
  /** What `priority` takes: `high`. */
  readonly keyword: TaskPriorityKeyword
  /** Other words for it. */
  readonly keywords: readonly string[]
  /** What searches and tasks say: 80. */
  readonly value: TaskPriorityValue
  readonly name: string
  readonly color: string | undefined
}

export class Priorities {
  readonly #conduit: Conduit
  readonly #remembered: Remembered<readonly TaskPriority[]>

  constructor(conduit: Conduit, remembered: Remembered<readonly TaskPriority[]>) {
    this.#conduit = conduit
    this.#remembered = remembered
  }

  list(): Promise<readonly TaskPriority[]> {
    return this.#remembered.get(this.#fetch)
  }

  /** @throws {ValidationError} naming the keywords that exist. Values (80) and names (High) are none. */
  async named(keyword: string): Promise<TaskPriority> {
    const isIt = (priority: TaskPriority) => priority.keywords.includes(keyword)
    const found = (await this.list()).find(isIt) ?? (await this.#remembered.again(this.#fetch)).find(isIt)
    if (found) return found
    const valid = (await this.list()).map((priority) => priority.keyword)
    throw new ValidationError(
      `"${keyword}" is no task priority of this server. Valid are: ${valid.join(', ')}.`,
      { method: 'maniphest.edit', valid },
    )
  }

  readonly #fetch = async (): Promise<readonly TaskPriority[]> => {
    const { data } = await this.#conduit.maniphest.priority.search()
    return data.map(({ keywords, value, name, color }) => ({
      keyword: (keywords[0] ?? String(value)) as TaskPriorityKeyword,
      keywords,
      value: value as TaskPriorityValue,
      name,
      color: color ?? undefined,
    }))
  }
}
