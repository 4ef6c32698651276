import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { GrantTable } from '../database/schema.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { endTokens } from './families.ts'

/** What one user granted one application. */
export interface Grant {
  readonly grantId: string
  readonly clientId: string
  readonly userPhid: string
  readonly scopes: ReadonlySet<Scope>
  readonly createdAt: number
  readonly updatedAt: number
  readonly lastUsedAt: number | undefined
}

export async function findGrant(
  gateway: Gateway,
  userPhid: string,
  clientId: string,
): Promise<Grant | undefined> {
  const row = await gateway.database
    .selectFrom('grants')
    .selectAll()
    .where('user_phid', '=', userPhid)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row && fromRow(row)
}

export async function grantById(gateway: Gateway, grantId: string): Promise<Grant | undefined> {
  const row = await gateway.database
    .selectFrom('grants')
    .selectAll()
    .where('grant_id', '=', grantId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** The grants of one user, newest first. */
export async function grantsOf(gateway: Gateway, userPhid: string): Promise<Grant[]> {
  const rows = await gateway.database
    .selectFrom('grants')
    .selectAll()
    .where('user_phid', '=', userPhid)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(fromRow)
}

/** Sets what the user grants the application, replacing what was there. One grant for a pair, also under a race. */
export async function saveGrant(
  gateway: Gateway,
  { userPhid, clientId, scopes }: { userPhid: string; clientId: string; scopes: Iterable<Scope> },
): Promise<Grant> {
  const now = gateway.now()
  const row = await gateway.database
    .insertInto('grants')
    .values({
      grant_id: randomUUID(),
      client_id: clientId,
      user_phid: userPhid,
      scopes: JSON.stringify([...new Set(scopes)]),
      created_at: now,
      updated_at: now,
      last_used_at: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['user_phid', 'client_id']).doUpdateSet((eb) => ({
        scopes: eb.ref('excluded.scopes'),
        updated_at: now,
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
  return fromRow(row)
}

/** Ends the grant and everything issued under it, in one transaction: the next call with any of its tokens fails. */
export async function revokeGrant(gateway: Gateway, grantId: string): Promise<void> {
  await inTransaction(gateway, async ({ database }) => {
    await endTokens(database, { grantId, family: null, now: gateway.now() })
    await database.deleteFrom('grants').where('grant_id', '=', grantId).execute()
  })
}

/** Notes that the grant was used. */
export async function touchGrant({ database, now }: Gateway, grantId: string): Promise<void> {
  await database.updateTable('grants').set({ last_used_at: now() }).where('grant_id', '=', grantId).execute()
}

function fromRow(row: Selectable<GrantTable>): Grant {
  return {
    grantId: row.grant_id,
    clientId: row.client_id,
    userPhid: row.user_phid,
    scopes: new Set<Scope>(JSON.parse(row.scopes)),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}
