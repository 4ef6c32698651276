import type { Kysely } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Application } from '../applications/applications.ts'
import { allowedScopes } from '../applications/rules.ts'
import type { Account } from '../backends/backend.ts'
import { lookup } from '../database/lookup.ts'
import type { Database } from '../database/schema.ts'
import type { Gateway } from '../gateway.ts'
import { MULTI_FACTOR } from '../second-factor/step-up.ts'
import { digest } from '../secrets.ts'
import { isApiToken, isMistypedAccessToken } from '../tokens/format.ts'
import { type ApiToken, findApiToken, isMistyped } from '../tokens/tokens.ts'
import type { Credential } from './credential.ts'

/** Somebody whose credential is in force. The account may be disabled all the same. */
export type Caller =
  | { readonly kind: 'api-token'; readonly token: ApiToken; readonly account: Account | undefined }
  | {
      readonly kind: 'application'
      readonly clientId: string
      readonly grant: {
        readonly id: string
        readonly scopes: ReadonlySet<Scope>
        readonly lastUsedAt: number | undefined
      }
      readonly token: {
        readonly scopes: ReadonlySet<Scope>
        readonly expiresAt: number
        /** Which authorization it descends from, within the grant. */
        readonly family: string | null
        /** When a second factor was shown for it, in epoch seconds. */
        readonly provedAt: number | undefined
      }
      readonly rules: ReadonlySet<Scope>
      /** What decides from which origins and addresses its tokens may be used. */
      readonly application: Pick<Application, 'origins' | 'redirectUris' | 'kind' | 'addressRanges'>
      readonly account: Account | undefined
    }

export type AuthenticationCode =
  | 'token_missing'
  | 'token_malformed'
  | 'token_unknown'
  | 'token_revoked'
  | 'application_disabled'

export type Authentication =
  | { readonly caller: Caller }
  | { readonly refused: AuthenticationCode; readonly message: string }

/** Looks the credential up; nothing is cached, so what was revoked a moment ago is dead now. */
export async function authenticate(gateway: Gateway, credential: Credential): Promise<Authentication> {
  switch (credential.kind) {
    case 'none':
      return { refused: 'token_missing', message: 'This method needs a token, and none was sent.' }
    case 'unusable':
      return { refused: 'token_malformed', message: credential.message }
    case 'api-token':
      return byApiToken(gateway, credential.token)
    case 'access-token':
      return byAccessToken(gateway, credential.token)
  }
}

async function byApiToken(gateway: Gateway, secret: string): Promise<Authentication> {
  if (!isApiToken(secret)) {
    const message =
      'An API token is "api-" or "cli-" and 28 lower-case letters and digits; the one sent is not.'
    return { refused: 'token_malformed', message }
  }
  if (isMistyped(gateway, secret)) {
    const message =
      'There is no such API token: its last characters do not go with the others. Was it mistyped?'
    return { refused: 'token_unknown', message }
  }
  const token = await findApiToken(gateway, secret)
  if (!token) return { refused: 'token_unknown', message: 'There is no such API token.' }
  if (token.revokedAt !== undefined)
    return { refused: 'token_revoked', message: 'This API token was revoked.' }
  if (token.secretEndsAt !== undefined && token.secretEndsAt <= gateway.now()) {
    const message = 'This API token was rotated, and its old secret has ended. Use the new one.'
    return { refused: 'token_revoked', message }
  }
  return {
    caller: { kind: 'api-token', token, account: await gateway.backend.accountByPhid(token.userPhid) },
  }
}

function accessTokens(database: Kysely<Database>, tokenDigest: string) {
  return database
    .selectFrom('access_tokens')
    .leftJoin('grants', 'grants.grant_id', 'access_tokens.grant_id')
    .leftJoin('applications', 'applications.client_id', 'access_tokens.client_id')
    .select([
      'access_tokens.scopes as tokenScopes',
      'access_tokens.expires_at as expiresAt',
      'access_tokens.user_phid as userPhid',
      'access_tokens.client_id as clientId',
      'access_tokens.family as family',
      'access_tokens.revoked_at as revokedAt',
      'access_tokens.acr as acr',
      'access_tokens.auth_time as authTime',
      'grants.grant_id as grantId',
      'grants.scopes as grantScopes',
      'grants.last_used_at as lastUsedAt',
      'applications.stage as stage',
      'applications.address_ranges as addressRanges',
      'applications.origins as origins',
      'applications.redirect_uris as redirectUris',
      'applications.kind as kind',
    ])
    .where('access_tokens.digest', '=', tokenDigest)
}

const findAccessToken = lookup(
  accessTokens,
  ([row]) =>
    row && {
      ...row,
      tokenScopes: scopes(row.tokenScopes),
      grantScopes: row.grantScopes === null ? null : scopes(row.grantScopes),
      application: {
        origins: JSON.parse(row.origins ?? '[]') as string[],
        redirectUris: JSON.parse(row.redirectUris ?? '[]') as string[],
        kind: row.kind ?? 'confidential',
        addressRanges: JSON.parse(row.addressRanges ?? '[]') as string[],
      },
    },
)

/** One indexed query over three tables, one for the rules, one for the account. */
async function byAccessToken(gateway: Gateway, secret: string): Promise<Authentication> {
  if (isMistypedAccessToken(secret)) {
    const message = 'There is no such access token: its last characters do not go with the others.'
    return { refused: 'token_unknown', message }
  }
  const plain = digest(secret)
  const row = await findAccessToken(gateway.database, plain, () => gateway.tokenKey.wrap(plain))
  if (!row) return { refused: 'token_unknown', message: 'There is no such access token.' }
  if (row.grantId === null || row.grantScopes === null) {
    return { refused: 'token_revoked', message: 'What the user had granted to this application was revoked.' }
  }
  if (row.revokedAt !== null) {
    return { refused: 'token_revoked', message: 'This access token was revoked.' }
  }
  if (row.stage !== 'approved') {
    return { refused: 'application_disabled', message: 'An administrator has disabled this application.' }
  }
  const rules = await allowedScopes(gateway, row.clientId)
  const account = await gateway.backend.accountByPhid(row.userPhid)
  const caller: Caller = {
    kind: 'application',
    clientId: row.clientId,
    grant: { id: row.grantId, scopes: row.grantScopes, lastUsedAt: row.lastUsedAt ?? undefined },
    token: {
      scopes: row.tokenScopes,
      expiresAt: row.expiresAt,
      family: row.family,
      provedAt: (row.acr === MULTI_FACTOR && row.authTime) || undefined,
    },
    rules,
    application: row.application,
    account,
  }
  return { caller }
}

function scopes(list: string): ReadonlySet<Scope> {
  return new Set<Scope>(JSON.parse(list))
}
