import { covers, type Scope } from '../access/scope.ts'
import type { Gateway } from '../gateway.ts'

/** What people granted one application: many of them the same. */
export interface GrantedAlike {
  readonly clientId: string
  readonly scopes: ReadonlySet<Scope>
  readonly people: number
}

/** Somebody who granted an application something. */
export interface Holder {
  readonly userPhid: string
  /** When the application last called for them, whatever it was. */
  readonly lastUsedAt: number | undefined
}

export async function grantedAlike(gateway: Gateway, clientIds: readonly string[]): Promise<GrantedAlike[]> {
  if (clientIds.length === 0) return []
  const rows = await gateway.database
    .selectFrom('grants')
    .select(({ fn }) => ['client_id', 'scopes', fn.countAll<number>().as('people')])
    .where('client_id', 'in', clientIds)
    .groupBy(['client_id', 'scopes'])
    .execute()
  return rows.map(({ client_id, scopes, people }) => ({
    clientId: client_id,
    scopes: new Set<Scope>(JSON.parse(scopes)),
    people: Number(people),
  }))
}

/** How many people granted the application this scope, by itself or with the whole method. */
export function peopleWith(grants: readonly GrantedAlike[], clientId: string, scope: Scope): number {
  return grants
    .filter((grant) => grant.clientId === clientId && covers(grant.scopes, scope))
    .reduce((sum, { people }) => sum + people, 0)
}

/** Whose grant to an application is one of those, the last active first. */
export async function holdersOf(
  gateway: Gateway,
  clientId: string,
  isMeant: (scopes: ReadonlySet<Scope>) => boolean,
): Promise<Holder[]> {
  const rows = await gateway.database
    .selectFrom('grants')
    .select(['user_phid', 'scopes', 'last_used_at'])
    .where('client_id', '=', clientId)
    .orderBy('last_used_at', 'desc')
    .orderBy('user_phid')
    .execute()
  // Thousands of people granted the same few lists.
  const known = new Map<string, boolean>()
  const isHolder = (scopes: string) => {
    const before = known.get(scopes)
    if (before !== undefined) return before
    const meant = isMeant(new Set<Scope>(JSON.parse(scopes)))
    known.set(scopes, meant)
    return meant
  }
  return rows
    .filter(({ scopes }) => isHolder(scopes))
    .map(({ user_phid, last_used_at }) => ({ userPhid: user_phid, lastUsedAt: last_used_at ?? undefined }))
}
