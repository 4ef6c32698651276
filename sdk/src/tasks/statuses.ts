import type { Conduit } from '../conduit.ts'
import { ServerError, ValidationError } from '../errors.ts'
import type { TaskStatusValue } from '../server-types/server-types.ts'
import type { Remembered } from './remembered.ts'

/** A task status of this server. */
export interface TaskStatus {
  readonly value: TaskStatusValue
  readonly name: string
  readonly isClosed: boolean
  /** The one that is taken when nobody chooses: each server has one for open tasks and one for closed ones. */
  readonly isDefault: boolean
}

type Side = 'open' | 'closed'

/** Which statuses there are and which of them mean that a task is closed differs from server to server. */
export class Statuses {
  readonly #conduit: Conduit
  readonly #remembered: Remembered<readonly TaskStatus[]>
  /** Statuses that tasks have and the server does not know any more: not asked about again and again. */
  readonly #vanished = new Set<string>()

  constructor(conduit: Conduit, remembered: Remembered<readonly TaskStatus[]>) {
    this.#conduit = conduit
    this.#remembered = remembered
  }

  list(): Promise<readonly TaskStatus[]> {
    return this.#remembered.get(this.#fetch)
  }

  /** The status of this value, or the default one, on this side. */
  async choose(value: string | undefined, side: Side): Promise<TaskStatus> {
    return value === undefined ? this.#default(side) : this.named(value, side)
  }

  /** @throws {ValidationError} naming the statuses that exist (on this side). */
  async named(value: string, side?: Side): Promise<TaskStatus> {
    const found = await this.#find(value)
    if (found && (side === undefined || isOn(side)(found))) return found
    const statuses = await this.list()
    const valid = (side ? statuses.filter(isOn(side)) : statuses).map((status) => status.value)
    throw new ValidationError(
      `"${value}" is no ${side ? `${side} ` : ''}task status of this server. Valid are: ${valid.join(', ')}.`,
      { method: 'maniphest.edit', valid },
    )
  }

  /** Which of these mean that a task is closed. As Phorge counts, one that was removed from the configuration does. */
  async closedAmong(values: readonly string[]): Promise<ReadonlySet<string>> {
    const isStrange = (value: string, known: readonly TaskStatus[]) =>
      !this.#vanished.has(value) && !known.some((status) => status.value === value)
    let statuses = await this.list()
    if (values.some((value) => isStrange(value, statuses)))
      statuses = await this.#remembered.again(this.#fetch)
    for (const value of values) if (isStrange(value, statuses)) this.#vanished.add(value)
    const open = new Set<string>(statuses.filter(isOn('open')).map((status) => status.value))
    return new Set(values.filter((value) => !open.has(value)))
  }

  async #find(value: string): Promise<TaskStatus | undefined> {
    const isIt = (status: TaskStatus) => status.value === value
    return (await this.list()).find(isIt) ?? (await this.#remembered.again(this.#fetch)).find(isIt)
  }

  async #default(side: Side): Promise<TaskStatus> {
    const candidates = (await this.list()).filter(isOn(side))
    const chosen = candidates.find((status) => status.isDefault) ?? candidates[0]
    if (!chosen)
      throw new ServerError(`This server has no ${side} task status.`, { method: 'maniphest.status.search' })
    return chosen
  }

  readonly #fetch = async (): Promise<readonly TaskStatus[]> => {
    const { data } = await this.#conduit.maniphest.status.search()
    return data.map(({ value, name, closed, special }) => ({
      value: value as TaskStatusValue,
      name,
      isClosed: closed,
      isDefault: special === (closed ? 'closed' : 'default'),
    }))
  }
}

function isOn(side: Side): (status: TaskStatus) => boolean {
  return (status) => status.isClosed === (side === 'closed')
}
