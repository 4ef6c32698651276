import type { Gateway } from '../gateway.ts'

/**
 * Ends the tokens and codes that descend from one authorization: those of one browser, say. What the user granted stays
 * granted. Without a family it ends all of the grant's.
 */
export async function endFamily(gateway: Gateway, grantId: string, family: string | null): Promise<void> {
  await gateway.database.transaction().execute(async (transaction) => {
    for (const table of ['access_tokens', 'oidc_records'] as const) {
      const all = transaction.deleteFrom(table).where('grant_id', '=', grantId)
      await (family === null ? all : all.where('family', '=', family)).execute()
    }
  })
}
