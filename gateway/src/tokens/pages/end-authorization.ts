import { recordVisit } from '../../audit/visit.ts'
import { authorizationsOf } from '../../grants/authorizations.ts'
import { endFamily } from '../../grants/families.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import { paths } from '../../pages/paths.ts'

/** Ends what an application holds by one authorization. The grant stays. */
export async function endAuthorization(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const { family } = request.params as { family: string }
  const authorizations = await authorizationsOf(gateway, session.account.phid)
  const found = authorizations.find((one) => one.family === family)
  if (found) {
    const event = { kind: 'oauth-tokens-revoked', clientId: found.clientId } as const
    await recordVisit(visit, event, (inside) => endFamily(inside, found.grantId, family))
  }
  return { seeOther: `${paths.apiTokens}?done=authorization` }
}
