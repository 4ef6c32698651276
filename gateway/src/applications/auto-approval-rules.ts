import type { Scope } from '../access/scope.ts'
import type { Gateway } from '../gateway.ts'
import type { AutoApprovalRule } from './auto-approval.ts'

/** In the order in which they were written. */
export async function autoApprovalRules({ database }: Gateway): Promise<AutoApprovalRule[]> {
  const rows = await database.selectFrom('auto_approval_rules').selectAll().orderBy('id').execute()
  return rows.map(({ id, name, scopes, hosts, owners }) => ({
    id,
    name,
    scopes: new Set<Scope>(JSON.parse(scopes)),
    hosts: JSON.parse(hosts),
    owners: JSON.parse(owners),
  }))
}

export async function addAutoApprovalRule(
  { database, now }: Gateway,
  { name, scopes, hosts, owners }: Omit<AutoApprovalRule, 'id'>,
  authorPhid: string,
): Promise<void> {
  await database
    .insertInto('auto_approval_rules')
    .values({
      name,
      scopes: JSON.stringify([...scopes].sort()),
      hosts: JSON.stringify(hosts),
      owners: JSON.stringify(owners),
      created_by: authorPhid,
      created_at: now(),
    })
    .execute()
}

export async function removeAutoApprovalRule({ database }: Gateway, id: number): Promise<void> {
  await database.deleteFrom('auto_approval_rules').where('id', '=', id).execute()
}
