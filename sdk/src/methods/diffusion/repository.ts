import type { Change, MfaChange, PolicyChange, ProjectChange, SpaceChange } from '../changes.ts'
import type {
  ByAgeOrRelevance,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SpaceConstraint,
} from '../constraints.ts'
import type {
  FoundObject,
  Guarded,
  InSpace,
  ObjectFields,
  Policy,
  ProjectsAttachment,
  Remarkup,
} from '../object.ts'
import type { Phid } from '../values.ts'
import type { DiffusionCommitFields } from './commit.ts'

/** Git, Mercurial, Subversion. */
export type VersionControl = 'git' | 'hg' | 'svn'

/** What was set, what it stands for otherwise, and what holds. */
export interface Effective<Value extends string = string> {
  raw: Value
  default: Value
  effective: Value
}

/** `PhabricatorRepositoryURI` */
export interface RepositoryUri {
  id: string | number
  type: 'RURI'
  phid: Phid<'RURI'>
  fields: {
    repositoryPHID: Phid<'REPO'>
    uri: { raw: string; display: string; effective: string; normalized: string }
    io: Effective<'default' | 'none' | 'observe' | 'mirror' | 'read' | 'write'>
    display: Effective<'default' | 'always' | 'never'>
    credentialPHID: Phid<'CDTL'> | null
    disabled: boolean
    builtin: { protocol: string | null; identifier: string | null }
    dateCreated: string | number
    dateModified: string | number
  }
}

/** `DiffusionRepositoryURIsSearchEngineAttachment`, `DiffusionRepositoryMetricsSearchEngineAttachment` */
export interface RepositoryAttachments {
  uris: { uris: RepositoryUri[] }
  metrics: { commitCount: number | null; recentCommit: DiffusionCommitFields | null }
}

/** A repository as `diffusion.repository.search` gives it: `PhabricatorRepository`. */
export interface DiffusionRepository
  extends FoundObject<
    'REPO',
    ObjectFields &
      InSpace &
      Guarded<'view' | 'edit' | 'diffusion.push'> & {
        name: string
        vcs: VersionControl
        callsign: string | null
        shortName: string | null
        status: 'active' | 'inactive'
        isHosted: boolean
        isImporting: boolean
        encoding: string | null
        staging: { supported: boolean; prefix: string; uri: string | null }
        browseUri: string
        almanacServicePHID: Phid<'ASRV'> | null
        refRules: { fetchRules: string[]; trackRules: string[]; permanentRefRules: string[] }
        defaultBranch: string | null
        description: Remarkup
      },
    RepositoryAttachments & ProjectsAttachment
  > {}

/** `PhabricatorRepositorySearchEngine` */
export interface DiffusionRepositoryConstraints
  extends ObjectConstraints<'REPO'>,
    ProjectConstraint,
    SpaceConstraint,
    FulltextConstraint,
    Optional<{
      callsigns: readonly string[]
      shortNames: readonly string[]
      status: 'open' | 'closed'
      hosted: 'phabricator' | 'remote'
      types: readonly VersionControl[]
      uris: readonly string[]
      uuids: readonly string[]
      almanacServicePHIDs: readonly Phid<'ASRV'>[]
    }> {}

/** The builtin orders of `diffusion.repository.search`. */
export type DiffusionRepositoryOrder = ByAgeOrRelevance | 'committed' | 'name' | 'callsign' | 'size'

/** `DiffusionRepositoryEditEngine`. A new repository needs `vcs` and `name`; `vcs` cannot be changed. */
export type DiffusionRepositoryTransaction =
  | Change<'vcs', VersionControl>
  | Change<
      | 'name'
      | 'callsign'
      | 'shortName'
      | 'description'
      | 'encoding'
      | 'defaultBranch'
      | 'importOnly'
      | 'stagingAreaURI'
      | 'filesizeLimit'
      | 'copyTimeLimit'
      | 'touchLimit',
      string
    >
  | Change<'allowDangerousChanges' | 'allowEnormousChanges' | 'publish', boolean>
  | Change<'status', 'active' | 'inactive'>
  | Change<'fetchRefs' | 'permanentRefs' | 'trackOnly' | 'symbolLanguages', readonly string[]>
  | Change<'automationBlueprintPHIDs', readonly Phid<'DRYB'>[]>
  | Change<'symbolRepositoryPHIDs', readonly Phid<'REPO'>[]>
  | Change<'policy.push', Policy>
  | PolicyChange
  | ProjectChange
  | SpaceChange
  | MfaChange

/** `DiffusionURIEditEngine`. A new address needs `repository` and `uri`. */
export type DiffusionUriTransaction =
  | Change<'repository', Phid<'REPO'>>
  | Change<'uri', string>
  | Change<'io', 'default' | 'none' | 'observe' | 'mirror' | 'read' | 'write'>
  | Change<'display', 'default' | 'always' | 'never'>
  | Change<'credential', Phid<'CDTL'>>
  | Change<'disable', boolean>
  | MfaChange

/** `RepositoryQueryConduitAPIMethod` */
export interface FrozenRepository {
  id: string | number
  name: string
  phid: Phid<'REPO'>
  callsign: string | null
  monogram: string
  vcs: VersionControl
  uri: string
  remoteURI: string
  description: string | null
  isActive: boolean
  isHosted: boolean
  isImporting: boolean
  encoding: string | null
  staging: { supported: boolean; prefix: string; uri: string | null }
}
