import type { Gateway } from '../../../gateway.ts'
import { type OutcomeClass, outcomeClasses } from '../call.ts'
import type { CallQuery } from '../read.ts'

const names = ['person', 'application', 'token', 'method', 'outcome', 'address', 'from', 'until'] as const
export type FilterName = (typeof names)[number]

/** What the page is asked for in its address, as it was typed; empty for what is not asked for. */
export type Filter = Readonly<Record<FilterName, string>>

/** What was typed, as a question; or what is wrong with which field; or that there is nobody of that name. */
export type Understood =
  | { readonly kind: 'query'; readonly query: CallQuery }
  | { readonly kind: 'mistakes'; readonly mistakes: Readonly<Partial<Record<FilterName, string>>> }
  | { readonly kind: 'nobody' }

const LONGEST = 128
const METHOD = /^[a-z0-9*]+(?:\.[a-z0-9*]+)*$/i
/** As browsers send a `datetime-local`, and without the time. */
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?$/

export function readFilter(query: unknown): Filter {
  const given = query as Readonly<Record<string, unknown>>
  const textOf = (name: FilterName) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    return typeof value === 'string' ? value.trim().slice(0, LONGEST) : ''
  }
  return Object.fromEntries(names.map((name) => [name, textOf(name)])) as Filter
}

/** Where to read on; `undefined` for the beginning, and for what is no place. */
export function readPlace(query: unknown): number | undefined {
  const { before } = query as { readonly before?: unknown }
  return typeof before === 'string' && /^\d{1,16}$/.test(before) ? Number(before) : undefined
}

export async function understand({ backend }: Gateway, filter: Filter): Promise<Understood> {
  const { person, application, token, method, outcome, address, from, until } = filter
  const [since, end] = [timeOf(from), timeOf(until)]
  const mistakes = {
    ...(method &&
      !METHOD.test(method) && {
        method: 'Write a name such as maniphest.search, or a pattern such as *.edit.',
      }),
    ...(from && since === undefined && { from: 'Write it as 2026-11-26 or 2026-11-26T09:15.' }),
    ...(until && end === undefined && { until: 'Write it as 2026-11-26 or 2026-11-26T09:15.' }),
    ...(since !== undefined &&
      end !== undefined &&
      since >= end && { until: 'This has to be later than the beginning.' }),
    ...(outcome && !isClass(outcome) && { outcome: 'Choose one of the list.' }),
  }
  if (Object.keys(mistakes).length > 0) return { kind: 'mistakes', mistakes }
  const userPhid = person ? (await backend.accountByName(person))?.phid : undefined
  if (person && userPhid === undefined) return { kind: 'nobody' }
  const query = {
    userPhid,
    clientId: application || undefined,
    token: token || undefined,
    method: method.toLowerCase() || undefined,
    outcome: isClass(outcome) ? outcome : undefined,
    address: address || undefined,
    since,
    until: end,
  }
  return { kind: 'query', query }
}

/** The query of the page's address, with this filter. */
export function searchOf(filter: Filter, before?: number): string {
  const fields = Object.entries({ ...filter, before: before?.toString() ?? '' })
  return new URLSearchParams(fields.filter(([, value]) => value !== '')).toString()
}

function timeOf(text: string): number | undefined {
  if (!TIME.test(text)) return undefined
  const time = Date.parse(text.includes('T') ? `${text}Z` : text)
  return Number.isNaN(time) ? undefined : time / 1000
}

function isClass(text: string): text is OutcomeClass {
  return (outcomeClasses as readonly string[]).includes(text)
}
