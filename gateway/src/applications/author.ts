import type { RequestOrigin } from '../audit/security-log.ts'
import { originOf } from '../audit/security-log.ts'
import type { Gateway } from '../gateway.ts'
import type { Visit } from '../pages/guard.ts'
import type { Application } from './application.ts'
import type { Party } from './stages.ts'

/** Who does something to an application, and from where. */
export interface Author extends RequestOrigin {
  /** `undefined`: the gateway itself, or somebody who did not sign in. */
  readonly phid: string | undefined
}

/** Whoever sent the form. */
export function authorOf({ session, request }: Visit): Author {
  return { phid: session.account.phid, ...originOf(request) }
}

/**
 * What somebody is to an application. Ask outside of a transaction: a backend may have to look in the same database.
 * @throws {Unavailable}
 */
export async function partiesOf(
  gateway: Gateway,
  { phid }: Author,
  { createdBy }: Pick<Application, 'createdBy'>,
): Promise<readonly Party[]> {
  if (phid === undefined) return ['gateway']
  const account = await gateway.backend.accountByPhid(phid)
  if (!account || account.isDisabled) return []
  return [
    ...(account.isAdministrator ? (['administrator'] as const) : []),
    ...(createdBy === phid ? (['owner'] as const) : []),
  ]
}
