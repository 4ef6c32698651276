import type { Gateway } from '../../gateway.ts'

/** Whose an application is, in words. */
export async function personOf({ backend }: Gateway, phid: string): Promise<string> {
  if (phid === '') return 'Nobody who signed in'
  const account = await backend.accountByPhid(phid)
  if (!account) return phid
  return account.realName ? `${account.userName} (${account.realName})` : account.userName
}
