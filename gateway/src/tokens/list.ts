import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from '../database/schema.ts'
import type { Gateway } from '../gateway.ts'
import type { TokenKind } from './format.ts'
import { type ApiToken, fromRow, type TokenState } from './tokens.ts'

/** Which tokens: every constraint that is given has to hold. */
export interface TokenQuery {
  readonly userPhids?: readonly string[] | undefined
  readonly phids?: readonly string[] | undefined
  readonly ids?: readonly number[] | undefined
  readonly kinds?: readonly TokenKind[] | undefined
  readonly states?: readonly TokenState[] | undefined
  /** Only those which end before; epoch seconds. */
  readonly expiresBefore?: number | undefined
  /** @default 'newest' */
  readonly order?: 'newest' | 'oldest' | undefined
  /** Only what comes after the token with this id, in that order. */
  readonly after?: number | undefined
  /** @default all */
  readonly limit?: number | undefined
}

export async function listTokens({ database, now }: Gateway, query: TokenQuery): Promise<ApiToken[]> {
  const { userPhids, phids, ids, kinds, states, expiresBefore, order = 'newest', after, limit } = query
  let tokens = database
    .selectFrom('api_tokens')
    .selectAll()
    .orderBy('id', order === 'newest' ? 'desc' : 'asc')
  if (userPhids) tokens = tokens.where('user_phid', 'in', userPhids)
  if (phids) tokens = tokens.where('phid', 'in', phids)
  if (ids) tokens = tokens.where('id', 'in', ids)
  if (kinds) tokens = tokens.where('kind', 'in', kinds)
  if (states) tokens = tokens.where((eb) => eb.or(states.map((state) => isIn(eb, state, now()))))
  if (expiresBefore !== undefined) tokens = tokens.where('expires_at', '<', expiresBefore)
  if (after !== undefined) tokens = tokens.where('id', order === 'newest' ? '<' : '>', after)
  if (limit !== undefined) tokens = tokens.limit(limit)
  return (await tokens.execute()).map(fromRow)
}

/** The same as `stateOf`, for the database. */
function isIn(
  eb: ExpressionBuilder<Database, 'api_tokens'>,
  state: TokenState,
  now: number,
): Expression<SqlBool> {
  const isNotRevoked = eb('revoked_at', 'is', null)
  switch (state) {
    case 'disposed':
      return eb('disposed_at', 'is not', null)
    case 'revoked':
      return eb.and([eb('revoked_at', 'is not', null), eb('disposed_at', 'is', null)])
    case 'expired':
      return eb.and([isNotRevoked, eb('expires_at', '<=', now)])
    case 'active':
      return eb.and([isNotRevoked, eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)])])
  }
}
