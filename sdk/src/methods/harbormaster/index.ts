import type { ByAge } from '../constraints.ts'
import type { EditMethod, Method, PagedMethod, SearchMethod } from '../method.ts'
import type { Phid, PhpMap } from '../values.ts'
import type {
  HarbormasterArtifact,
  HarbormasterBuild,
  HarbormasterBuildable,
  HarbormasterBuildableConstraints,
  HarbormasterBuildConstraints,
  HarbormasterBuildTransaction,
  HarbormasterLog,
  HarbormasterStepTransaction,
  HarbormasterTarget,
  HarbormasterTargetConstraints,
  OfTargetConstraints,
} from './build.ts'
import type {
  BuildableQuery,
  BuildQuery,
  QueriedBuild,
  QueriedBuildable,
  SendMessageParams,
} from './message.ts'
import type {
  HarbormasterBuildPlan,
  HarbormasterBuildPlanConstraints,
  HarbormasterBuildPlanTransaction,
  HarbormasterStep,
  HarbormasterStepConstraints,
} from './plan.ts'

/** The methods of Harbormaster. */
export interface HarbormasterMethods {
  readonly artifact: {
    /** Finds what builds left behind. */
    readonly search: SearchMethod<OfTargetConstraints<'HMBA'>, HarbormasterArtifact, ByAge>
  }
  readonly build: {
    /** Finds builds. */
    readonly search: SearchMethod<HarbormasterBuildConstraints, HarbormasterBuild, ByAge>
    /** Changes a build; to stop or restart one, use `sendmessage`. */
    readonly edit: EditMethod<'HMBD', HarbormasterBuildTransaction>
  }
  readonly buildable: {
    /** Finds what is built: diffs and commits. */
    readonly search: SearchMethod<HarbormasterBuildableConstraints, HarbormasterBuildable, ByAge>
    /** Changes a buildable; to stop or restart its builds, use `sendmessage`. */
    readonly edit: EditMethod<'HMBB', HarbormasterBuildTransaction>
  }
  readonly buildplan: {
    /** Finds build plans. */
    readonly search: SearchMethod<HarbormasterBuildPlanConstraints, HarbormasterBuildPlan, ByAge | 'name'>
    /** Changes a build plan, or makes one. */
    readonly edit: EditMethod<'HMCP', HarbormasterBuildPlanTransaction>
  }
  readonly log: {
    /** Finds logs of builds. */
    readonly search: SearchMethod<OfTargetConstraints<'HMCL'>, HarbormasterLog, ByAge>
  }
  readonly step: {
    /** Finds the steps of build plans. */
    readonly search: SearchMethod<HarbormasterStepConstraints, HarbormasterStep, ByAge>
    /** Changes a step of a build plan. */
    readonly edit: EditMethod<'HMCS', HarbormasterStepTransaction>
  }
  readonly target: {
    /** Finds the steps of builds. */
    readonly search: SearchMethod<HarbormasterTargetConstraints, HarbormasterTarget, ByAge>
  }
  /** Attaches something to a build target. `HarbormasterCreateArtifactConduitAPIMethod` */
  readonly createartifact: Method<
    {
      readonly buildTargetPHID: Phid<'HMBT'>
      readonly artifactKey: string
      /** `file`, `uri`, `host`, `working-copy`. */
      readonly artifactType: string
      /** Of a `uri`: `uri`, `name`, `ui.external`. Of a `file`: `filePHID`. */
      readonly artifactData: Readonly<Record<string, unknown>>
    },
    { data: { phid: Phid<'HMBA'> }[] }
  >
  /**
   * The build targets to which `arc` reports, by key; makes those that are not there.
   * `HarbormasterQueryAutotargetsConduitAPIMethod`
   */
  readonly queryautotargets: Method<
    { readonly objectPHID: Phid; readonly targetKeys: readonly string[] },
    { targetMap: PhpMap<Phid<'HMBT'>> }
  >
  /** Finds what is built; `buildable.search` says more. `HarbormasterQueryBuildablesConduitAPIMethod` */
  readonly querybuildables: PagedMethod<BuildableQuery, QueriedBuildable>
  /** @deprecated Deprecated by Phorge: use `build.search`. */
  readonly querybuilds: PagedMethod<BuildQuery, QueriedBuild>
  /** Stops and restarts builds, and reports results. `HarbormasterSendMessageConduitAPIMethod` */
  readonly sendmessage: Method<SendMessageParams, null>
}
