import type {
  TaskCustomTransaction,
  TaskPriorityKeyword,
  TaskStatusValue,
  TaskSubtype,
} from '../server-types/server-types.ts'
import type { Phid } from './values.ts'

/** One change to a task, as `maniphest.edit` takes it. Extra keys are ignored by Phorge. */
export type ManiphestTransaction =
  /** 1 to 255 characters after trimming. */
  | { readonly type: 'title'; readonly value: string }
  /** Remarkup. */
  | { readonly type: 'description'; readonly value: string }
  /** Phorge does not check it: an unknown status is stored and counts as closed. */
  | { readonly type: 'status'; readonly value: TaskStatusValue }
  /** A keyword: `high`, not 80 and not `High`. */
  | { readonly type: 'priority'; readonly value: TaskPriorityKeyword }
  /** A user's PHID and not a name; `null` for nobody. */
  | { readonly type: 'owner'; readonly value: Phid | null }
  /** Remarkup. */
  | { readonly type: 'comment'; readonly value: string }
  /** Where points are enabled. */
  | { readonly type: 'points'; readonly value: string | number | null }
  /** Phorge does not check whether the PHIDs are projects. */
  | { readonly type: 'projects.add' | 'projects.remove' | 'projects.set'; readonly value: readonly string[] }
  /** PHIDs or user names. */
  | {
      readonly type: 'subscribers.add' | 'subscribers.remove' | 'subscribers.set'
      readonly value: readonly string[]
    }
  | { readonly type: 'parent'; readonly value: Phid<'TASK'> }
  | {
      readonly type:
        | 'parents.add'
        | 'parents.remove'
        | 'parents.set'
        | 'subtasks.add'
        | 'subtasks.remove'
        | 'subtasks.set'
      readonly value: readonly Phid<'TASK'>[]
    }
  | {
      readonly type: 'commits.add' | 'commits.remove' | 'commits.set'
      readonly value: readonly Phid<'CMIT'>[]
    }
  /** Workboard columns to move to; always a list. */
  | { readonly type: 'column'; readonly value: readonly Phid<'PCOL'>[] }
  | { readonly type: 'space'; readonly value: Phid<'SPCE'> }
  | { readonly type: 'subtype'; readonly value: TaskSubtype }
  /** A policy. */
  | { readonly type: 'view' | 'edit'; readonly value: string }
  /** Signs the edit with multi-factor authentication, which cannot be done over Conduit: always refused. */
  | { readonly type: 'mfa'; readonly value: boolean }
  /** A custom field of this server. */
  | TaskCustomTransaction
