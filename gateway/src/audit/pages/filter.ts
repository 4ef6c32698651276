import type { Gateway } from '../../gateway.ts'
import { isKind, type SecurityEventKind } from '../kinds.ts'
import type { SecurityLogQuery } from '../security-log.ts'

/** What the page is asked for in its address. */
export interface Filter {
  readonly kind: SecurityEventKind | undefined
  /** A user name, as it was typed. */
  readonly person: string
  readonly clientId: string
  readonly before: number | undefined
}

const LONGEST = 128

export function readFilter(query: unknown): Filter {
  const { kind, person, application, before } = query as Readonly<Record<string, unknown>>
  return {
    kind: isKind(kind) ? kind : undefined,
    person: textOf(person),
    clientId: textOf(application),
    before: typeof before === 'string' && /^\d{1,15}$/.test(before) ? Number(before) : undefined,
  }
}

/** `undefined` when there is nobody of that name: then nothing matches, and not everything. */
export async function queryOf(
  { backend }: Gateway,
  { kind, person, clientId, before }: Filter,
): Promise<Omit<SecurityLogQuery, 'limit'> | undefined> {
  const userPhid = person ? (await backend.accountByName(person))?.phid : undefined
  if (person && !userPhid) return undefined
  return { kind, userPhid, clientId: clientId || undefined, before }
}

/** The address of the page with this filter. */
export function searchOf({ kind, person, clientId, before }: Filter): string {
  const fields = { kind, person, application: clientId, before: before?.toString() }
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  ).toString()
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, LONGEST) : ''
}
