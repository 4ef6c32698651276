import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { SecurityLogTable } from '../database/schema.ts'

/** The end of a chain: the last row, and the digest that stands for it and all before it. */
export interface ChainLink {
  /** 0 before the first row. */
  readonly id: number
  /** SHA-256, base64url. */
  readonly hash: string
}

export type LoggedRow = Omit<Selectable<SecurityLogTable>, 'hash'>

/** What the first row of all is chained to. */
export const genesis: ChainLink = { id: 0, hash: createHash('sha256').digest('base64url') }

/**
 * SHA-256 over the digest of the row before and this row, as JSON in the order of the columns. It can never be changed:
 * every log that exists was written with it.
 */
export function hashOf(before: string, row: LoggedRow): string {
  const { id, at, kind, user_phid, client_id, address, request_id, detail } = row
  const columns = [id, at, kind, user_phid, client_id, address, request_id, detail]
  return createHash('sha256')
    .update(`${before} ${JSON.stringify(columns)}`)
    .digest('base64url')
}

/** As it is printed and noted down: `4711:` and the digest. */
export function formatLink({ id, hash }: ChainLink): string {
  return `${id}:${hash}`
}

/** @returns `undefined` when it is none */
export function parseLink(text: string): ChainLink | undefined {
  const [, id, hash] = /^(\d{1,15}):([\w-]{43})$/.exec(text.trim()) ?? []
  return id === undefined || hash === undefined ? undefined : { id: Number(id), hash }
}
