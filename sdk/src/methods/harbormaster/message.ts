import type { Optional } from '../constraints.ts'
import type { ObjectFields } from '../object.ts'
import type { SearchParams } from '../search.ts'
import type { Phid } from '../values.ts'

/** What is told to a build, a buildable or a target: `HarbormasterMessageType`. */
export type BuildMessage = 'abort' | 'fail' | 'pass' | 'pause' | 'restart' | 'resume' | 'work'

/** The result of one test: `ArcanistUnitTestResult`. */
export interface UnitResult
  extends Optional<{
    namespace: string
    engine: string
    /** Seconds. */
    duration: number
    path: string
    /** Per path, as `diffusion.updatecoverage` takes it. */
    coverage: Readonly<Record<string, string>>
    format: 'text' | 'remarkup'
    details: string
  }> {
  readonly name: string
  readonly result: 'pass' | 'fail' | 'skip' | 'broken' | 'unsound'
}

/** What a linter found: `ArcanistLintMessage`. */
export interface LintResult
  extends Optional<{
    line: number
    char: number
    description: string
  }> {
  readonly name: string
  readonly code: string
  readonly severity: 'advice' | 'autofix' | 'warning' | 'error' | 'disabled'
  readonly path: string
}

/** `HarbormasterSendMessageConduitAPIMethod` */
export interface SendMessageParams
  extends Optional<{
    unit: readonly UnitResult[]
    lint: readonly LintResult[]
  }> {
  /** A build, a buildable or a build target: PHID or monogram. */
  readonly receiver: string
  readonly type: BuildMessage
}

/** `HarbormasterQueryBuildablesConduitAPIMethod` */
export interface BuildableQuery
  extends SearchParams,
    Optional<{
      ids: readonly number[]
      phids: readonly Phid<'HMBB'>[]
      buildablePHIDs: readonly Phid[]
      containerPHIDs: readonly Phid[]
      manualBuildables: boolean
    }> {}

/** A buildable as `harbormaster.querybuildables` gives it. */
export interface QueriedBuildable {
  id: string | number
  phid: Phid<'HMBB'>
  monogram: string
  uri: string
  buildableStatus: string
  buildableStatusName: string
  buildablePHID: Phid
  containerPHID: Phid | null
  isManualBuildable: boolean
}

/** `HarbormasterQueryBuildsConduitAPIMethod` */
export interface BuildQuery
  extends SearchParams,
    Optional<{
      ids: readonly number[]
      phids: readonly Phid<'HMBD'>[]
      buildStatuses: readonly string[]
      buildablePHIDs: readonly Phid<'HMBB'>[]
      buildPlanPHIDs: readonly Phid<'HMCP'>[]
    }> {}

/** A build as `harbormaster.querybuilds` gives it: the fields are not apart. */
export interface QueriedBuild extends ObjectFields {
  id: number
  type: 'HMBD'
  phid: Phid<'HMBD'>
  uri: string
  name: string
  buildStatusName: string
  buildablePHID: Phid<'HMBB'>
  buildPlanPHID: Phid<'HMCP'>
  buildStatus: { value: string; name: string }
  initiatorPHID: Phid | null
}
