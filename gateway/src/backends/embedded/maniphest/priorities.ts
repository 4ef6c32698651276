import type { Method } from '../method.ts'

/** Those of a Phorge that nobody has configured, highest first. */
const priorities = [
  { name: 'Unbreak Now!', keywords: ['unbreak'], short: 'Unbreak!', color: 'pink', value: 100 },
  { name: 'Needs Triage', keywords: ['triage'], short: 'Triage', color: 'violet', value: 90 },
  { name: 'High', keywords: ['high'], short: 'High', color: 'red', value: 80 },
  { name: 'Normal', keywords: ['normal'], short: 'Normal', color: 'orange', value: 50 },
  { name: 'Low', keywords: ['low'], short: 'Low', color: 'yellow', value: 25 },
  { name: 'Wishlist', keywords: ['wish', 'wishlist'], short: 'Wish', color: 'sky', value: 0 },
] as const

const byValue = new Map<number, (typeof priorities)[number]>(
  priorities.map((priority) => [priority.value, priority]),
)
const byKeyword = new Map<string, number>(
  priorities.flatMap(({ keywords, value }) => keywords.map((keyword) => [keyword, value] as const)),
)

export const DEFAULT_PRIORITY = 90
export const priorityKeywords = priorities.map(({ keywords }) => keywords[0])

export function priorityOfKeyword(keyword: string): number | undefined {
  return byKeyword.get(keyword)
}

/** As `maniphest.search` shows it. */
export function priorityField(value: number) {
  const { name, color } = byValue.get(value) ?? { name: 'Unknown Priority', color: null }
  return { value, name, color }
}

export const prioritySearch: Method = {
  name: 'maniphest.priority.search',
  description: {
    description: 'Lists the priorities that a task can have.',
    params: {},
    return: 'map<string, wild>',
  },
  answer: () => ({ data: priorities }),
}
