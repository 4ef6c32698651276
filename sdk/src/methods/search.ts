import * as z from 'zod/mini'
import { mapOf } from './values.ts'

/** What every paged method takes. */
export interface SearchParams {
  /** Items per page, 1 to 100. @default 100 */
  readonly limit?: number | undefined
  /** `cursor.after` of the page before. */
  readonly after?: string | null | undefined
  /** `cursor.before` of the page after. */
  readonly before?: string | null | undefined
}

/** What every method of the ApplicationSearch kind takes. */
export interface ApplicationSearchParams<Constraints, Attachment extends string, Order extends string>
  extends SearchParams {
  /** A saved query: a builtin one, or the key in the address of one that somebody saved. */
  readonly queryKey?: string | undefined
  readonly constraints?: Constraints | undefined
  /** More about each object. Leave out what is not wanted: `false` attaches it too. */
  readonly attachments?: Partial<Readonly<Record<Attachment, true>>> | undefined
  /** A builtin order, or a list of columns with `-` for descending. */
  readonly order?: Order | readonly string[] | undefined
}

/** One page of a search. */
export interface Page<Item> {
  data: Item[]
  cursor: Cursor
  /** Such as `slugMap` of `project.search`. */
  maps?: Record<string, unknown> | undefined
  /** The saved query that was used, if one was. */
  query?: { queryKey: string | null } | undefined
}

/** Where a page is among the others. */
export interface Cursor {
  limit: number
  /** `null` on the last page. */
  after: string | null
  before: string | null
  /** As it was asked for; `null` for the default. */
  order?: unknown
}

const position = z.nullable(z.pipe(z.union([z.string(), z.number()]), z.transform(String)))

/** Phorge repeats the limit as it was sent. */
const limit = z.pipe(z.union([z.number(), z.string()]), z.transform(Number))

const cursor = z.looseObject({ limit, after: position, before: position })

export function page<Item>(item: z.ZodMiniType<Item>): z.ZodMiniType<Page<Item>> {
  return z.looseObject({
    data: z.array(item),
    cursor,
    maps: z.optional(mapOf(z.unknown())),
    query: z.optional(z.looseObject({ queryKey: z.nullable(z.string()) })),
  }) as unknown as z.ZodMiniType<Page<Item>>
}
