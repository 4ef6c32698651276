import type { SecurityEventKind } from '../audit/kinds.ts'
import { type RequestOrigin, recordSecurityEvent } from '../audit/security-log.ts'
import type { Gateway } from '../gateway.ts'
import { recordTransaction } from '../history/history.ts'
import type { ApiToken } from './tokens.ts'

/** Who changes a token, and from where. */
export interface Author extends RequestOrigin {
  /** `undefined`: the gateway itself. */
  readonly phid?: string | undefined
  /** An administrator may end the tokens of others, and do nothing else with them. */
  readonly isAdministrator?: boolean | undefined
}

export interface By {
  readonly author: Author
  /** In the words of who does it. */
  readonly reason?: string | undefined
}

/** What is written down of one change. */
export interface Step {
  /** Of the transaction in the history. */
  readonly type:
    | 'create'
    | 'name'
    | 'rights'
    | 'addresses'
    | 'expires'
    | 'rotate'
    | 'report'
    | 'revoke'
    | 'dispose'
  readonly old?: unknown
  readonly new?: unknown
  readonly event: SecurityEventKind
  /** For the security log, after the name. */
  readonly detail?: string | undefined
}

/** Writes a change down: the history tells of the token, the security log of everything that happened. */
export async function record(
  { database, now }: Gateway,
  { phid, userPhid, name }: Pick<ApiToken, 'phid' | 'userPhid' | 'name'>,
  { author, reason }: By,
  { event, detail, ...transaction }: Step,
): Promise<void> {
  const { phid: authorPhid, address, requestId } = author
  const at = now()
  await recordTransaction(database, { ...transaction, objectPhid: phid, at, authorPhid, address, reason })
  await recordSecurityEvent(database, {
    kind: event,
    at,
    userPhid: authorPhid ?? userPhid,
    address,
    requestId,
    detail: [name, detail].filter(Boolean).join(': '),
  })
}
