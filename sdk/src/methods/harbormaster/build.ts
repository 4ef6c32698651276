import type { Change, CustomChange, MfaChange } from '../changes.ts'
import type { ObjectConstraints, Optional } from '../constraints.ts'
import type { FoundObject, Named, ObjectFields, SeenFields } from '../object.ts'
import type { EpochSeconds, Phid } from '../values.ts'

/** `HarbormasterBuildableStatus` */
export type BuildableStatus = 'preparing' | 'building' | 'passed' | 'failed'

/** `HarbormasterQueryBuildsSearchEngineAttachment` */
export interface QueryBuildsAttachment {
  querybuilds: { uri: string; name: string; buildStatusName: string }
}

/** A build as `harbormaster.build.search` gives it: `HarbormasterBuild`. */
export interface HarbormasterBuild
  extends FoundObject<
    'HMBD',
    ObjectFields & {
      buildablePHID: Phid<'HMBB'>
      buildPlanPHID: Phid<'HMCP'>
      /** `passed`, `failed`, `building`, `aborted`, … (`HarbormasterBuildStatus`). */
      buildStatus: Named & { 'color.ansi': string | null }
      initiatorPHID: Phid | null
      name: string
    },
    QueryBuildsAttachment
  > {}

/** `HarbormasterBuildSearchEngine` */
export interface HarbormasterBuildConstraints
  extends ObjectConstraints<'HMBD'>,
    Optional<{
      plans: readonly string[]
      buildables: readonly Phid<'HMBB'>[]
      /** `passed`, `failed`, `building`, … */
      statuses: readonly string[]
      initiators: readonly string[]
    }> {}

/** Something to build as `harbormaster.buildable.search` gives it: `HarbormasterBuildable`. */
export interface HarbormasterBuildable
  extends FoundObject<
    'HMBB',
    ObjectFields & {
      /** A diff or a commit. */
      objectPHID: Phid
      /** Its revision or repository. */
      containerPHID: Phid | null
      buildableStatus: { value: BuildableStatus }
      isManual: boolean
      uri: string
    }
  > {}

/** `HarbormasterBuildableSearchEngine` */
export interface HarbormasterBuildableConstraints
  extends ObjectConstraints<'HMBB'>,
    Optional<{
      objectPHIDs: readonly string[]
      containerPHIDs: readonly string[]
      statuses: readonly BuildableStatus[]
      manual: boolean
    }> {}

/** One step of one build as `harbormaster.target.search` gives it: `HarbormasterBuildTarget`. */
export interface HarbormasterTarget
  extends FoundObject<
    'HMBT',
    SeenFields & {
      name: string
      buildPHID: Phid<'HMBD'>
      buildStepPHID: Phid<'HMCS'>
      status: Named
      epochStarted: EpochSeconds | null
      epochCompleted: EpochSeconds | null
      /** Rises when the build is restarted. */
      buildGeneration: number
    }
  > {}

/** `HarbormasterBuildTargetSearchEngine` */
export interface HarbormasterTargetConstraints
  extends ObjectConstraints<'HMBT'>,
    Optional<{
      buildPHIDs: readonly string[]
      createdStart: EpochSeconds
      createdEnd: EpochSeconds
      startedStart: EpochSeconds
      startedEnd: EpochSeconds
      completedStart: EpochSeconds
      completedEnd: EpochSeconds
      statuses: readonly string[]
    }> {}

/** What a build left behind as `harbormaster.artifact.search` gives it: `HarbormasterBuildArtifact`. */
export interface HarbormasterArtifact
  extends FoundObject<
    'HMBA',
    SeenFields & {
      buildTargetPHID: Phid<'HMBT'>
      /** `file`, `uri`, `host`, `working-copy`, … */
      artifactType: string
      artifactKey: string
      isReleased: boolean
    }
  > {}

/** `HarbormasterArtifactSearchEngine`, `HarbormasterBuildLogSearchEngine` */
export interface OfTargetConstraints<Type extends 'HMBA' | 'HMCL'>
  extends ObjectConstraints<Type>,
    Optional<{ buildTargetPHIDs: readonly Phid<'HMBT'>[] }> {}

/** A log as `harbormaster.log.search` gives it: `HarbormasterBuildLog`. */
export interface HarbormasterLog
  extends FoundObject<
    'HMCL',
    SeenFields & {
      buildTargetPHID: Phid<'HMBT'>
      byteLength: number
      filePHID: Phid<'FILE'> | null
    }
  > {}

/** `HarbormasterBuildEditEngine` and `HarbormasterBuildableEditEngine` have nothing to change but custom fields. */
export type HarbormasterBuildTransaction = MfaChange | CustomChange

/** `HarbormasterBuildStepEditEngine`, as above. */
export type HarbormasterStepTransaction = MfaChange | CustomChange

/** `HarbormasterBuildPlanBehavior` */
export type BuildPlanBehaviorChange =
  | Change<'behavior.hold-drafts' | 'behavior.buildable', 'always' | 'building' | 'never'>
  | Change<'behavior.arc-land', 'always' | 'building' | 'complete' | 'never'>
  | Change<'behavior.restartable', 'always' | 'failed' | 'never'>
  | Change<'behavior.runnable', 'edit' | 'view'>
