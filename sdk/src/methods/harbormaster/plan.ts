import type { Change, MfaChange, PolicyChange, ProjectChange, SubscriberChange } from '../changes.ts'
import type { ObjectConstraints, Optional, ProjectConstraint, SubscriberConstraint } from '../constraints.ts'
import type {
  FoundObject,
  ObjectFields,
  ProjectsAttachment,
  Remarkup,
  SubscribersAttachment,
} from '../object.ts'
import type { Phid } from '../values.ts'
import type { BuildPlanBehaviorChange } from './build.ts'

/** A build plan as `harbormaster.buildplan.search` gives it: `HarbormasterBuildPlan`. */
export interface HarbormasterBuildPlan
  extends FoundObject<
    'HMCP',
    ObjectFields & {
      name: string
      status: { value: 'active' | 'disabled' }
      /** `hold-drafts`, `arc-land`, `buildable`, `restartable`, `runnable`. */
      behaviors: Record<string, { value: string }>
    },
    SubscribersAttachment & ProjectsAttachment
  > {}

/** `HarbormasterBuildPlanSearchEngine` */
export interface HarbormasterBuildPlanConstraints
  extends ObjectConstraints<'HMCP'>,
    SubscriberConstraint,
    ProjectConstraint,
    Optional<{
      /** Part of a name. */
      match: string
      status: readonly ('active' | 'disabled')[]
    }> {}

/** `HarbormasterBuildPlanEditEngine` */
export type HarbormasterBuildPlanTransaction =
  | Change<'name', string>
  | BuildPlanBehaviorChange
  | PolicyChange
  | ProjectChange
  | SubscriberChange
  | MfaChange

/** A step of a build plan as `harbormaster.step.search` gives it: `HarbormasterBuildStep`. */
export interface HarbormasterStep
  extends FoundObject<
    'HMCS',
    ObjectFields & { name: string; description: Remarkup; buildPlanPHID: Phid<'HMCP'> }
  > {}

/** `HarbormasterBuildStepSearchEngine` */
export interface HarbormasterStepConstraints extends ObjectConstraints<'HMCS'> {}
