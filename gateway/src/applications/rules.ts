import type { Scope } from '../access/scope.ts'
import { lookup } from '../database/lookup.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'

/** The scopes an administrator allows this application: an explicit list, wildcards were expanded on saving. */
export async function allowedScopes(gateway: Gateway, clientId: string): Promise<ReadonlySet<Scope>> {
  return rulesOf(gateway.database, clientId)
}

const rulesOf = lookup(
  (database, clientId) =>
    database.selectFrom('application_rules').select('scope').where('client_id', '=', clientId),
  (rows): ReadonlySet<Scope> => new Set(rows.map((row) => row.scope as Scope)),
)

/** The same of every application that has any, by client identifier. */
export async function rulesOfAll(gateway: Gateway): Promise<ReadonlyMap<string, ReadonlySet<Scope>>> {
  const rows = await gateway.database.selectFrom('application_rules').selectAll().execute()
  const grouped = Map.groupBy(rows, ({ client_id }) => client_id)
  return new Map(
    [...grouped].map(([clientId, of]) => [clientId, new Set(of.map(({ scope }) => scope as Scope))]),
  )
}

/** Replaces the list. */
export async function saveAllowedScopes(
  gateway: Gateway,
  clientId: string,
  scopes: Iterable<Scope>,
): Promise<void> {
  const rows = [...new Set(scopes)].map((scope) => ({ client_id: clientId, scope }))
  await inTransaction(gateway, async ({ database }) => {
    await database.deleteFrom('application_rules').where('client_id', '=', clientId).execute()
    if (rows.length > 0) await database.insertInto('application_rules').values(rows).execute()
  })
}
