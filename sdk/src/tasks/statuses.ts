import type { Conduit } from '../conduit.ts'
import { ServerError } from '../errors.ts'
import type { TaskStatusValue } from '../server-types/server-types.ts'
import type { Remembered } from './remembered.ts'
import { unknownWord, Words } from './words.ts'

/** A task status of this server. */
export interface TaskStatus {
  readonly value: TaskStatusValue
  readonly name: string
  readonly isClosed: boolean
  /** The one that is taken when nobody chooses: each server has one for open tasks and one for closed ones. */
  readonly isDefault: boolean
  /** What a task gets that is merged into another. */
  readonly isDuplicate: boolean
}

type Side = 'open' | 'closed'

/** Which statuses there are and which of them mean that a task is closed differs from server to server. */
export class Statuses extends Words<TaskStatus> {
  /** Statuses that tasks have and the server does not know any more: not asked about again and again. */
  readonly #vanished = new Set<string>()

  constructor(conduit: Conduit, remembered: Remembered<readonly TaskStatus[]>) {
    super(remembered, async () =>
      (await conduit.maniphest.status.search()).data.map(({ value, name, closed, special }) => ({
        value: value as TaskStatusValue,
        name,
        isClosed: closed,
        isDefault: special === (closed ? 'closed' : 'default'),
        isDuplicate: special === 'duplicate',
      })),
    )
  }

  /** The status of this value, or the default one, on this side. */
  async choose(value: string | undefined, side: Side): Promise<TaskStatus> {
    return value === undefined ? this.#default(side) : this.named(value, side)
  }

  /** @throws {ValidationError} naming the statuses that exist (on this side). */
  async named(value: string, side?: Side): Promise<TaskStatus> {
    const found = await this.find((status) => status.value === value)
    if (found && isOn(side)(found)) return found
    const valid = (await this.list()).filter(isOn(side)).map((status) => status.value)
    throw unknownWord(value, side ? `${side} task status` : 'task status', valid)
  }

  /** For a task that is one too many. */
  async duplicate(): Promise<TaskStatus> {
    return (await this.list()).find((status) => status.isDuplicate) ?? this.#default('closed')
  }

  /** Which of these mean that a task is closed. As Phorge counts, one that was removed from the configuration does. */
  async closedAmong(values: readonly string[]): Promise<ReadonlySet<string>> {
    const strange = (statuses: readonly TaskStatus[]) =>
      values.filter(
        (value) => !this.#vanished.has(value) && !statuses.some((status) => status.value === value),
      )
    const statuses = await this.listWith((statuses) => strange(statuses).length === 0)
    for (const value of strange(statuses)) this.#vanished.add(value)
    const open = new Set<string>(statuses.filter(isOn('open')).map((status) => status.value))
    return new Set(values.filter((value) => !open.has(value)))
  }

  async #default(side: Side): Promise<TaskStatus> {
    const candidates = (await this.list()).filter(isOn(side))
    const chosen = candidates.find((status) => status.isDefault) ?? candidates[0]
    if (!chosen)
      throw new ServerError(`This server has no ${side} task status.`, { method: 'maniphest.status.search' })
    return chosen
  }
}

function isOn(side: Side | undefined): (status: TaskStatus) => boolean {
  return (status) => side === undefined || status.isClosed === (side === 'closed')
}
