import type { Backend } from '../../backends/backend.ts'

/** The user names of those whom the backend still knows, by PHID. */
export async function userNames(
  backend: Pick<Backend, 'accountByPhid'>,
  phids: readonly (string | undefined)[],
): Promise<Map<string, string>> {
  const known = new Set(phids.filter((phid) => phid !== undefined))
  const accounts = await Promise.all([...known].map((phid) => backend.accountByPhid(phid)))
  return new Map(accounts.flatMap((account) => (account ? [[account.phid, account.userName]] : [])))
}
