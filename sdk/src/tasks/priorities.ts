import type { Conduit } from '../conduit.ts'
import type { TaskPriorityKeyword, TaskPriorityValue } from '../server-types/server-types.ts'
import type { Remembered } from './remembered.ts'
import { unknownWord, Words } from './words.ts'

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

export class Priorities extends Words<TaskPriority> {
  constructor(conduit: Conduit, remembered: Remembered<readonly TaskPriority[]>) {
    super(remembered, async () =>
      (await conduit.maniphest.priority.search()).data.map(({ keywords, value, name, color }) => ({
        keyword: (keywords[0] ?? String(value)) as TaskPriorityKeyword,
        keywords,
        value: value as TaskPriorityValue,
        name,
        color: color ?? undefined,
      })),
    )
  }

  /** @throws {ValidationError} naming the keywords that exist. Values (80) and names (High) are none. */
  async named(keyword: string): Promise<TaskPriority> {
    const found = await this.find(({ keywords }) => keywords.includes(keyword))
    if (found) return found
    const valid = (await this.list()).map((priority) => priority.keyword)
    throw unknownWord(keyword, 'task priority', valid)
  }
}
