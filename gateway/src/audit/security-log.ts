import type { FastifyRequest } from 'fastify'
import type { Kysely, Selectable } from 'kysely'
import type { Database, SecurityLogTable } from '../database/schema.ts'
import { type ChainLink, hashOf, type LoggedRow } from './chain.ts'
import { isKind, type SecurityEventKind } from './kinds.ts'

/** From where something was asked for. */
export interface RequestOrigin {
  /** IP address, as far as the web server in front is believed. */
  readonly address?: string | undefined
  readonly requestId?: string | undefined
}

export interface SecurityEvent extends RequestOrigin {
  readonly kind: SecurityEventKind
  /** Epoch seconds. */
  readonly at: number
  /** Who did it, or in whose name it was tried. */
  readonly userPhid?: string | undefined
  readonly clientId?: string | undefined
  /** Scopes, a method with the reason, or a name that a person gave: never a parameter, and never a secret. */
  readonly detail?: string | undefined
}

export interface LoggedEvent extends SecurityEvent {
  readonly id: number
}

const LONGEST_TEXT = 1000
const REMOVED_AT_ONCE = 1000
const DAY = 86_400

/**
 * Writes an event down, chained to the one before. Give it the transaction of what it tells of, where there is one: then
 * neither is ever there without the other.
 */
export async function recordSecurityEvent(database: Kysely<Database>, event: SecurityEvent): Promise<void> {
  if (!database.isTransaction) {
    return database.transaction().execute((transaction) => recordSecurityEvent(transaction, event))
  }
  const head = await headOf(database)
  const row = toRow(head.id + 1, event)
  await database
    .insertInto('security_log')
    .values({ ...row, hash: hashOf(head.hash, row) })
    .execute()
}

/** Where the chain ends now. In a transaction it stays so until that is over. */
export async function headOf(database: Kysely<Database>): Promise<ChainLink> {
  const rows = database.selectFrom('security_log').select(['id', 'hash'])
  return (await rows.orderBy('id', 'desc').limit(1).executeTakeFirst()) ?? anchorOf(database)
}

/** What the oldest row hangs on. */
export function anchorOf(database: Kysely<Database>): Promise<ChainLink> {
  return database.selectFrom('security_log_anchor').select(['id', 'hash']).executeTakeFirstOrThrow()
}

export function originOf({ ip, id }: Pick<FastifyRequest, 'ip' | 'id'>): RequestOrigin {
  return { address: ip, requestId: id }
}

export interface SecurityLogQuery {
  readonly kind?: SecurityEventKind | undefined
  readonly userPhid?: string | undefined
  readonly clientId?: string | undefined
  /** Only events that are older than the one with this id. */
  readonly before?: number | undefined
  readonly limit: number
}

/** The newest first. */
export async function readSecurityLog(
  database: Kysely<Database>,
  { kind, userPhid, clientId, before, limit }: SecurityLogQuery,
): Promise<LoggedEvent[]> {
  let query = database.selectFrom('security_log').selectAll().orderBy('id', 'desc').limit(limit)
  if (kind) query = query.where('kind', '=', kind)
  if (userPhid) query = query.where('user_phid', '=', userPhid)
  if (clientId) query = query.where('client_id', '=', clientId)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).flatMap(fromRow)
}

/**
 * Removes what is older than so many days, in small steps. Each leaves word of the last row that it removed, so that the
 * chain of the rest still hangs on something.
 */
export async function forgetSecurityEvents(
  database: Kysely<Database>,
  { now, days }: { readonly now: number; readonly days: number },
): Promise<void> {
  const isDone = await database.transaction().execute(async (transaction) => {
    const rows = transaction.selectFrom('security_log').select(['id', 'at', 'hash'])
    const oldest = await rows.orderBy('id').limit(REMOVED_AT_ONCE).execute()
    const firstKept = oldest.findIndex(({ at }) => at >= now - days * DAY)
    const last = (firstKept < 0 ? oldest : oldest.slice(0, firstKept)).at(-1)
    if (!last) return true
    await transaction.updateTable('security_log_anchor').set({ id: last.id, hash: last.hash }).execute()
    await transaction.deleteFrom('security_log').where('id', '<=', last.id).execute()
    return firstKept >= 0
  })
  if (!isDone) await forgetSecurityEvents(database, { now, days })
}

/** Text as the database gives it back: half a surrogate pair, which a cut leaves, it would change. */
function toRow(id: number, event: SecurityEvent): LoggedRow {
  const text = (value: string | undefined) => value?.slice(0, LONGEST_TEXT).toWellFormed() || null
  return {
    id,
    at: event.at,
    kind: event.kind,
    user_phid: text(event.userPhid),
    client_id: text(event.clientId),
    address: text(event.address),
    request_id: text(event.requestId),
    detail: text(event.detail),
  }
}

/** A kind that a later release wrote, and this one does not know, is left out. */
function fromRow(row: Selectable<SecurityLogTable>): LoggedEvent[] {
  if (!isKind(row.kind)) return []
  return [
    {
      id: row.id,
      kind: row.kind,
      at: row.at,
      userPhid: row.user_phid ?? undefined,
      clientId: row.client_id ?? undefined,
      address: row.address ?? undefined,
      requestId: row.request_id ?? undefined,
      detail: row.detail ?? undefined,
    },
  ]
}
