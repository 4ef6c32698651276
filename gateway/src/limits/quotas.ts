import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.ts'

/** How often an application may call, for everybody who uses it; `undefined`: as often as the settings say. */
export interface Quotas {
  readonly perMinute: number | undefined
  /** Of a day in UTC. */
  readonly perDay: number | undefined
}

export const noQuotas: Quotas = { perMinute: undefined, perDay: undefined }

/** By client identifier. */
export async function allQuotas(database: Kysely<Database>): Promise<Map<string, Quotas>> {
  const rows = await database.selectFrom('application_quotas').selectAll().execute()
  return new Map(
    rows.map(({ client_id, per_minute, per_day }) => [
      client_id,
      { perMinute: per_minute ?? undefined, perDay: per_day ?? undefined },
    ]),
  )
}

export async function quotasOf(database: Kysely<Database>, clientId: string): Promise<Quotas> {
  const row = await database
    .selectFrom('application_quotas')
    .selectAll()
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return { perMinute: row?.per_minute ?? undefined, perDay: row?.per_day ?? undefined }
}

export async function saveQuotas(
  database: Kysely<Database>,
  clientId: string,
  { perMinute, perDay }: Quotas,
): Promise<void> {
  const values = { per_minute: perMinute ?? null, per_day: perDay ?? null }
  await database
    .insertInto('application_quotas')
    .values({ client_id: clientId, ...values })
    .onConflict((conflict) => conflict.column('client_id').doUpdateSet(values))
    .execute()
}
