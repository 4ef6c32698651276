import { sql } from 'kysely'
import type { Gateway } from '../gateway.ts'
import { type Application, fromRow } from './application.ts'
import { expireProposals } from './expire.ts'
import type { Stage } from './stages.ts'

export interface ApplicationQuery {
  /** Who asks: people see their own, administrators all. */
  readonly viewer: { readonly phid: string; readonly isAdministrator: boolean }
  readonly ids?: readonly number[] | undefined
  readonly phids?: readonly string[] | undefined
  readonly clientIds?: readonly string[] | undefined
  /** PHIDs. */
  readonly owners?: readonly string[] | undefined
  readonly stages?: readonly Stage[] | undefined
  /** Exactly. */
  readonly name?: string | undefined
  /** Part of the name. */
  readonly query?: string | undefined
  /** By when they were proposed. @default 'newest' */
  readonly order?: 'newest' | 'oldest' | undefined
  /** Only what comes after the one with this number in that order. */
  readonly after?: number | undefined
  /** Only what comes before it, the nearest ones. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Applications, in order. */
export async function searchApplications(gateway: Gateway, query: ApplicationQuery): Promise<Application[]> {
  await expireProposals(gateway)
  const { viewer, order = 'newest', before, after } = query
  // Walking backwards, the nearest come first; they are turned round at the end.
  const isBackwards = before !== undefined && after === undefined
  const isDescending = (order === 'newest') !== isBackwards
  let rows = gateway.database
    .selectFrom('applications')
    .selectAll()
    .orderBy('id', isDescending ? 'desc' : 'asc')
    .limit(query.limit)
  if (!viewer.isAdministrator) rows = rows.where('created_by', '=', viewer.phid)
  if (query.ids) rows = rows.where('id', 'in', query.ids)
  if (query.phids) rows = rows.where('phid', 'in', query.phids)
  if (query.clientIds) rows = rows.where('client_id', 'in', query.clientIds)
  if (query.owners) rows = rows.where('created_by', 'in', query.owners)
  if (query.stages) rows = rows.where('stage', 'in', query.stages)
  if (query.name !== undefined) rows = rows.where('name', '=', query.name)
  if (query.query) rows = rows.where(sql`instr(lower(name), lower(${query.query}))`, '>', 0)
  const edge = after ?? before
  if (edge !== undefined) rows = rows.where('id', isDescending ? '<' : '>', edge)
  const found = (await rows.execute()).map(fromRow)
  return isBackwards ? found.toReversed() : found
}

/** How many proposals wait for an administrator. */
export async function waitingProposals({ database }: Gateway): Promise<number> {
  const { count } = await database
    .selectFrom('applications')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('stage', '=', 'proposed')
    .executeTakeFirstOrThrow()
  return count
}
