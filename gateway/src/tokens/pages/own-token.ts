import { originOf } from '../../audit/security-log.ts'
import { notFound } from '../../pages/error-pages.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Author } from '../record.ts'
import { type ApiToken, findTokenByPhid } from '../tokens.ts'

/** Whoever is before the browser, as the author of a change. */
export function authorOf({ session, request }: Visit): Author {
  const { phid, isAdministrator } = session.account
  return { phid, isAdministrator, ...originOf(request) }
}

/** The token that the address names, if this person may see it: their own, and an administrator every one. */
export async function tokenOf({ gateway, session, request }: Visit): Promise<ApiToken | undefined> {
  const { phid } = request.params as { phid: string }
  const token = await findTokenByPhid(gateway, phid)
  const { account } = session
  return token && (token.userPhid === account.phid || account.isAdministrator) ? token : undefined
}

export const noSuchToken = notFound('You have no such token.')
