import type { Optional } from './constraints.ts'
import type { Method } from './method.ts'
import type { Phid } from './values.ts'

/** `AuditQueryConduitAPIMethod` */
export interface AuditQuery
  extends Optional<{
    auditorPHIDs: readonly Phid[]
    commitPHIDs: readonly Phid<'CMIT'>[]
    status:
      | 'audit-status-any'
      | 'audit-status-open'
      | 'audit-status-concern'
      | 'audit-status-accepted'
      | 'audit-status-partial'
    limit: number
    offset: number
  }> {}

/** That somebody is asked to audit a commit. */
export interface AuditRequest {
  id: string | number
  commitPHID: Phid<'CMIT'>
  auditorPHID: Phid
  reasons: unknown[]
  status: string
}

/** The methods of Audit. */
export interface AuditMethods {
  /** @deprecated Deprecated by Phorge: use `diffusion.commit.search`. */
  readonly query: Method<AuditQuery, AuditRequest[]>
}
