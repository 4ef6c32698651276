import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import { paths } from '../../pages/paths.ts'
import { revokeAllTokens } from '../end.ts'
import { authorOf } from './own-token.ts'

export async function revokeAll(visit: Visit): Promise<Answer> {
  await revokeAllTokens(visit.gateway, visit.session.account.phid, { author: authorOf(visit) })
  return { seeOther: `${paths.apiTokens}?done=revoked-all` }
}
