import type { FastifyRequest } from 'fastify'
import type { Kysely, Selectable } from 'kysely'
import type { Database, SecurityLogTable } from '../database/schema.ts'
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

const LONGEST_DETAIL = 1000
const DAY = 86_400

/**
 * Writes an event down. Give it the transaction of what it tells of, where there is one: then neither is ever there
 * without the other.
 */
export async function recordSecurityEvent(
  database: Kysely<Database>,
  { kind, at, userPhid, clientId, address, requestId, detail }: SecurityEvent,
): Promise<void> {
  await database
    .insertInto('security_log')
    .values({
      at,
      kind,
      user_phid: userPhid ?? null,
      client_id: clientId ?? null,
      address: address ?? null,
      request_id: requestId ?? null,
      detail: detail ? detail.slice(0, LONGEST_DETAIL) : null,
    })
    .execute()
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

/** Removes what is older than so many days. */
export async function forgetSecurityEvents(
  database: Kysely<Database>,
  { now, days }: { readonly now: number; readonly days: number },
): Promise<void> {
  await database
    .deleteFrom('security_log')
    .where('at', '<', now - days * DAY)
    .execute()
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
