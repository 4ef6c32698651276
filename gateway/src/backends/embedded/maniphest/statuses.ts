import type { Method } from '../method.ts'

/** A task status, as `maniphest.status.search` answers it. */
interface Status {
  readonly name: string
  readonly value: string
  readonly closed: boolean
  readonly special?: 'default' | 'closed' | 'duplicate'
}

/** Those of a Phorge that nobody has configured. */
const statuses: readonly Status[] = [
  { name: 'Open', value: 'open', closed: false, special: 'default' },
  { name: 'Resolved', value: 'resolved', closed: true, special: 'closed' },
  { name: 'Wontfix', value: 'wontfix', closed: true },
  { name: 'Invalid', value: 'invalid', closed: true },
  { name: 'Duplicate', value: 'duplicate', closed: true, special: 'duplicate' },
  { name: 'Spite', value: 'spite', closed: true },
]

const byValue = new Map(statuses.map((status) => [status.value, status]))

/** Closing with one of these does not make the closer the owner of an unassigned task. */
const NOT_CLAIMED = new Set(['invalid', 'duplicate'])

export const DEFAULT_STATUS = 'open'
export const openStatuses = statuses.filter(({ closed }) => !closed).map(({ value }) => value)
export const closedStatuses = statuses.filter(({ closed }) => closed).map(({ value }) => value)

/** Phorge takes any text for a status; one that it does not know counts as closed. */
export function isClosed(status: string): boolean {
  return byValue.get(status)?.closed ?? true
}

export function claimsOwnership(status: string): boolean {
  return isClosed(status) && !NOT_CLAIMED.has(status)
}

export function statusField(value: string) {
  return { value, name: byValue.get(value)?.name ?? 'Unknown Status', color: null }
}

export const statusSearch: Method = {
  name: 'maniphest.status.search',
  description: {
    description: 'Lists the statuses that a task can have.',
    params: {},
    return: 'map<string, wild>',
  },
  answer: () => ({ data: statuses }),
}
