import type { Selectable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { ApplicationTable } from '../database/schema.ts'
import type { Stage } from './stages.ts'

export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const
export type GrantType = (typeof grantTypes)[number]

/** An OAuth client, as administrators and its owner see it. */
export interface Application {
  /** Counts up. */
  readonly id: number
  /** `PHID-OASC-…` */
  readonly phid: string
  readonly clientId: string
  readonly name: string
  /** Unique with the name and the owner. */
  readonly version: string
  readonly description: string
  readonly stage: Stage
  readonly kind: 'confidential' | 'public'
  /** Only its owner can use it. */
  readonly ownerOnly: boolean
  readonly grantTypes: readonly GrantType[]
  readonly redirectUris: readonly string[]
  /** The redirect URIs are beginnings: what follows is the application's. */
  readonly callbackIsPrefix: boolean
  /** Origins whose pages may call `/api/` (CORS). */
  readonly origins: readonly string[]
  /** Written for Phorge's own OAuth server: no PKCE, no scope, extra query parameters in redirect_uri. */
  readonly phorgeCompatible: boolean
  /** What it was proposed with; what it may do at most is in the rules. */
  readonly requestedScopes: readonly Scope[]
  /** E-mail address of who is told about it. */
  readonly contact: string | undefined
  /** From where it may come: ranges in CIDR notation. */
  readonly addressRanges: readonly string[]
  /** Epoch seconds until which the secret before the present one is still good. */
  readonly oldSecretUntil: number | undefined
  /** What a decision names, so that none is taken on what has changed meanwhile. */
  readonly changeToken: string
  /** PHID of the owner: who proposed or registered it. Empty: nobody who signed in. */
  readonly createdBy: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** Whether it can be used at all. */
export function isUsable({ stage }: Pick<Application, 'stage'>): boolean {
  return stage === 'approved'
}

export function fromRow(row: Selectable<ApplicationTable>): Application {
  return {
    id: row.id,
    phid: row.phid,
    clientId: row.client_id,
    name: row.name,
    version: row.version,
    description: row.description,
    stage: row.stage,
    kind: row.kind,
    ownerOnly: row.owner_only === 1,
    grantTypes: JSON.parse(row.grant_types),
    redirectUris: JSON.parse(row.redirect_uris),
    callbackIsPrefix: row.callback_is_prefix === 1,
    origins: JSON.parse(row.origins),
    phorgeCompatible: row.phorge_compatible === 1,
    requestedScopes: JSON.parse(row.requested_scopes),
    contact: row.contact || undefined,
    addressRanges: JSON.parse(row.address_ranges),
    oldSecretUntil: row.old_secret_until ?? undefined,
    changeToken: String(row.change_token),
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
