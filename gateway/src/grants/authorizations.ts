import type { Scope } from '../access/scope.ts'
import type { Gateway } from '../gateway.ts'

/** One authorization of an application by a person, in one browser say: its tokens end together. */
export interface Authorization {
  readonly grantId: string
  readonly family: string
  readonly clientId: string
  readonly scopes: readonly Scope[]
  /** Epoch seconds. */
  readonly startedAt: number
  /** When the last of its tokens ends, if it is not renewed. */
  readonly endsAt: number
  /** Of the grant: by whichever of its tokens. */
  readonly lastUsedAt: number | undefined
}

/** The authorizations of one user that have a token in force, the newest first. */
export async function authorizationsOf(gateway: Gateway, userPhid: string): Promise<Authorization[]> {
  const found = [...(await refreshTokens(gateway, userPhid)), ...(await accessTokens(gateway, userPhid))]
  const families = Map.groupBy(found, ({ family }) => family)
  return [...families.values()].map(merged).sort((a, b) => b.startedAt - a.startedAt)
}

/** Of one family: since the first of its tokens, until the last; with the scopes of the one that was issued last. */
function merged([newest, ...others]: readonly Authorization[]): Authorization {
  if (!newest) throw new TypeError('a family has a token')
  return others.reduce(
    (all, one) => ({
      ...(one.startedAt > all.startedAt ? one : all),
      startedAt: Math.min(all.startedAt, one.startedAt),
      endsAt: Math.max(all.endsAt, one.endsAt),
    }),
    newest,
  )
}

/** To which authorization an access token belongs, also when it has ended. `undefined` when there is no such token. */
export async function familyOfToken({ database, tokenKey, now }: Gateway, token: string) {
  const row = await database
    .selectFrom('access_tokens')
    .select(['grant_id', 'family', 'client_id', 'user_phid', 'expires_at', 'revoked_at'])
    .where('digest', '=', tokenKey.digest(token))
    .executeTakeFirst()
  return (
    row && {
      grantId: row.grant_id,
      family: row.family,
      clientId: row.client_id,
      userPhid: row.user_phid,
      isActive: row.revoked_at === null && row.expires_at > now(),
    }
  )
}

async function refreshTokens({ database, now }: Gateway, userPhid: string): Promise<Authorization[]> {
  const rows = await database
    .selectFrom('oidc_records')
    .innerJoin('grants', 'grants.grant_id', 'oidc_records.grant_id')
    .select(['grants.grant_id', 'family', 'client_id', 'payload', 'expires_at', 'last_used_at'])
    .where('user_phid', '=', userPhid)
    .where('model', '=', 'RefreshToken')
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now())
    .execute()
  return rows.flatMap((row) => {
    if (row.family === null) return []
    const { iiat, iat, scope = '' } = JSON.parse(row.payload)
    const scopes: Scope[] = scope.split(' ').filter((name: string) => name.includes('.'))
    return [
      {
        grantId: row.grant_id,
        family: row.family,
        clientId: row.client_id,
        scopes,
        startedAt: iiat ?? iat,
        endsAt: row.expires_at ?? 0,
        lastUsedAt: row.last_used_at ?? undefined,
      },
    ]
  })
}

async function accessTokens({ database, now }: Gateway, userPhid: string): Promise<Authorization[]> {
  const rows = await database
    .selectFrom('access_tokens')
    .innerJoin('grants', 'grants.grant_id', 'access_tokens.grant_id')
    .select(['grants.grant_id', 'family', 'grants.client_id', 'access_tokens.scopes'])
    .select(['issued_at', 'expires_at', 'last_used_at'])
    .where('grants.user_phid', '=', userPhid)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now())
    .execute()
  return rows.flatMap((row) => {
    if (row.family === null) return []
    return [
      {
        grantId: row.grant_id,
        family: row.family,
        clientId: row.client_id,
        scopes: JSON.parse(row.scopes) as Scope[],
        startedAt: row.issued_at,
        endsAt: row.expires_at,
        lastUsedAt: row.last_used_at ?? undefined,
      },
    ]
  })
}
