import type { Generated } from 'kysely'

/** Times are epoch seconds. Digests are SHA-256, base64url, unless the table says more. Lists are JSON text. Booleans are 0 or 1. */
export interface Database {
  sessions: SessionTable
  applications: ApplicationTable
  application_rules: ApplicationRuleTable
  auto_approval_rules: AutoApprovalRuleTable
  mail_queue: MailQueueTable
  grants: GrantTable
  oidc_records: OidcRecordTable
  access_tokens: AccessTokenTable
  api_tokens: ApiTokenTable
  api_token_secrets: ApiTokenSecretTable
  settings: SettingTable
  idempotency_keys: IdempotencyKeyTable
  security_log: SecurityLogTable
  security_log_anchor: SecurityLogAnchorTable
  object_history: ObjectHistoryTable
  application_quotas: ApplicationQuotaTable
  application_usage: ApplicationUsageTable
  upstream_accounts: UpstreamAccountTable
  upstream_tokens: UpstreamTokenTable
  second_factors: SecondFactorTable
  recovery_codes: RecoveryCodeTable
  second_factor_challenges: SecondFactorChallengeTable
  second_factor_methods: SecondFactorMethodTable
}

/** A signed-in browser. */
interface SessionTable {
  digest: string
  user_phid: string
  created_at: number
  expires_at: number
}

/** An OAuth client. */
export interface ApplicationTable {
  client_id: string
  /** Counts up: the order in which they were proposed. */
  id: number
  /** `PHID-OASC-…` */
  phid: string
  name: string
  version: string
  /** Only an approved one can be used. */
  stage: 'proposed' | 'approved' | 'rejected' | 'disabled' | 'expired'
  description: string
  /** A public client (browser, extension, command line) has no secret and must use PKCE. */
  kind: 'confidential' | 'public'
  secret_digest: string | null
  /** The secret before this one, as long as both are valid. */
  old_secret_digest: string | null
  old_secret_until: number | null
  /** For nobody but its owner. */
  owner_only: number
  grant_types: string
  redirect_uris: string
  /** The redirect URIs are beginnings: what follows is the application's. */
  callback_is_prefix: number
  /** Origins whose pages may call `/api/` (CORS). */
  origins: string
  /** Written for Phorge's own OAuth server: no PKCE, no scope, extra query parameters in redirect_uri. */
  phorge_compatible: number
  /** What it was proposed with; what it may do is in `application_rules`. */
  requested_scopes: string
  /** E-mail address. */
  contact: string | null
  /** From where it may come: ranges in CIDR notation. */
  address_ranges: string
  /** Digest of the terms that its proposer accepted. */
  terms: string | null
  /** The number of the latest entry of its history: a decision names what it has seen. */
  change_token: number
  /** The number of the latest entry of its history that its owner was shown. */
  seen_by_owner: number
  /** PHID of the owner; empty for one that was registered by nobody who signed in. */
  created_by: string
  created_at: number
  updated_at: number
}

/** Proposals that need no administrator. */
export interface AutoApprovalRuleTable {
  id: Generated<number>
  name: string
  /** What may be asked for at most. */
  scopes: string
  /** Host names of redirect URIs. */
  hosts: string
  /** PHIDs; an empty list stands for everybody who can sign in. */
  owners: string
  created_by: string
  created_at: number
}

/** E-mail that was not taken by a mail server yet. */
interface MailQueueTable {
  id: Generated<number>
  recipient: string
  subject: string
  body: string
  attempts: number
  next_attempt_at: number
  created_at: number
}

/** One row for each scope an administrator allows an application. No row, no right. */
interface ApplicationRuleTable {
  client_id: string
  scope: string
}

/** What one user granted one application; at most one row for the pair. Deleting it ends every token under it. */
export interface GrantTable {
  grant_id: string
  client_id: string
  user_phid: string
  /** JSON list of scopes. */
  scopes: string
  created_at: number
  updated_at: number
  last_used_at: number | null
}

/** oidc-provider's own records: authorization codes, refresh tokens, interactions, sessions. Identifiers are digests. */
interface OidcRecordTable {
  model: string
  digest: string
  payload: string
  grant_id: string | null
  user_code_digest: string | null
  uid_digest: string | null
  /** Which authorization a code or refresh token descends from, within its grant. */
  family: string | null
  expires_at: number | null
  consumed_at: number | null
}

/** Access tokens stand apart: `/api/` reads one row of this table per call and nothing else of the library. */
interface AccessTokenTable {
  /** Made as those of personal tokens. */
  digest: string
  grant_id: string
  client_id: string
  user_phid: string
  /** JSON list of scopes. */
  scopes: string
  payload: string
  /** Which authorization it descends from, within its grant. */
  family: string | null
  issued_at: number
  expires_at: number
  /** When it was ended before its time. The row stays, so that its bearer is told so, until it would have expired. */
  revoked_at: number | null
  /** How the authorization was proved, where it was more than a sign-in, and when (RFC 9470). */
  acr: string | null
  auth_time: number | null
}

/** Personal API tokens (`api-…`, `cli-…`). What they are called with is in the table beside. */
export interface ApiTokenTable {
  id: Generated<number>
  /** `PHID-CTKN-…` */
  phid: string
  kind: 'api' | 'cli'
  user_phid: string
  name: string
  /** `all`, `read-only`, or a JSON list of scopes. */
  rights: string
  /** JSON list of CIDR ranges; empty: from everywhere. */
  addresses: string
  created_at: number
  /** `null`: never. */
  expires_at: number | null
  /** When its owner was told that it expires soon. */
  expiry_told_at: number | null
  last_used_at: number | null
  last_used_address: string | null
  /** Name and version of the program that called. */
  last_used_client: string | null
  last_used_method: string | null
  revoked_at: number | null
  /** Its secrets are wiped; the row and its history stay. */
  disposed_at: number | null
}

/** What is stored of a token's secrets: one, or two for a while after a rotation. */
interface ApiTokenSecretTable {
  /** HMAC-SHA-256 with a key that is not in the database, of the SHA-256 of the token. */
  digest: string
  token_id: number
  /** `null`: as long as the token. */
  ends_at: number | null
  /** 0: from before tokens had check characters. */
  has_check: number
}

/** Writes that must not happen twice: what was asked under a key, and the first answer. */
interface IdempotencyKeyTable {
  /** Person and application. */
  caller: string
  key_digest: string
  fingerprint: string
  /** JSON; `null` while the call is being made. */
  answer: string | null
  created_at: number
}

/** Who was let in, allowed or refused what. Rows are added and, when they are old, removed; none is ever changed. */
export interface SecurityLogTable {
  id: number
  at: number
  kind: string
  user_phid: string | null
  client_id: string | null
  /** IP address. */
  address: string | null
  request_id: string | null
  /** Scopes, a method, or a name: never a parameter or a secret. */
  detail: string | null
  /** Over this row and the `hash` of the one before. */
  hash: string
}

/** One row: the last one that was removed from the security log because it was old. The oldest that is left hangs on it. */
interface SecurityLogAnchorTable {
  id: number
  hash: string
}

/** What was done to a token or an application, by whom and why. Rows are added and never changed. */
export interface ObjectHistoryTable {
  id: Generated<number>
  /** `PHID-XACT-…` */
  phid: string
  object_phid: string
  /** What changed: `name`, `rotate`, `stage`, … */
  type: string
  /** JSON: the value before and after. Never a secret. */
  old: string
  new: string
  author_phid: string | null
  /** IP address. */
  address: string | null
  /** In the words of who did it. */
  reason: string | null
  at: number
}

/** How often an administrator lets an application call; `null` for as often as the settings say. */
export interface ApplicationQuotaTable {
  client_id: string
  /** Calls. */
  per_minute: number | null
  per_day: number | null
}

/** How often an application called on one day. */
export interface ApplicationUsageTable {
  client_id: string
  /** Days since the epoch, UTC. */
  day: number
  calls: number
  /** Calls in the busiest minute, of one process. */
  busiest_minute: number
  /** Calls that were refused because of a limit. */
  refused: number
}

/** Small values of the server itself, such as its cookie keys. */
interface SettingTable {
  name: string
  value: string
}

/** Somebody of the Phorge behind, as they were seen last. */
export interface UpstreamAccountTable {
  phid: string
  user_name: string
  real_name: string
  is_administrator: number
  is_disabled: number
  seen_at: number
}

/** The API token of one person at the Phorge behind: at most one. */
export interface UpstreamTokenTable {
  user_phid: string
  /** Made anew with every token: what is sealed is bound to it. */
  row_id: string
  /** Which key it is sealed with. */
  key_id: string
  sealed: string
  /** Tells whether it is still the token that somebody means. */
  digest: string
  /** Phorge's own number of it, where that is known: with it the token can be ended there. */
  phorge_id: number | null
  kept_at: number
  last_used_at: number | null
  /** When Phorge did not take it any more. */
  refused_at: number | null
}

/** What somebody proves with, beside their sign-in, that it is them. */
export interface SecondFactorTable {
  id: string
  user_phid: string
  kind: 'totp' | 'passkey'
  name: string
  /** Of an authenticator app: its secret, and which key that is encrypted with. */
  key_id: string | null
  sealed: string | null
  /** Of an authenticator app: the time step (RFC 6238) of the code used last. None is taken twice. */
  last_step: number | null
  /** Of a passkey (WebAuthn), base64url. */
  credential_id: string | null
  public_key: string | null
  /** JSON list: how browsers may reach it. */
  transports: string | null
  /** Its own count of signatures; a copy of it would fall behind. */
  counter: number | null
  created_at: number
  last_used_at: number | null
}

interface RecoveryCodeTable {
  digest: string
  user_phid: string
}

/** What somebody is being asked to prove. A row is taken once. */
interface SecondFactorChallengeTable {
  digest: string
  /** Digest of person, session and what exactly it is for. */
  bond: string
  /** JSON. */
  payload: string
  expires_at: number
}

/** Methods that applications may call only after the user has shown a second factor. */
interface SecondFactorMethodTable {
  method: string
  set_by: string
  set_at: number
}
