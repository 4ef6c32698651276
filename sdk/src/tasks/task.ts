import type { ManiphestTask } from '../methods/maniphest.ts'
import type { Phid } from '../methods/values.ts'

/** Which task it is. */
export interface TaskIdentity {
  readonly id: number
  readonly phid: Phid<'TASK'>
  /** `T12` */
  readonly monogram: string
  /** The task's page. */
  readonly url: string
}

/** Which task it is, and whether it is open. */
export interface TaskState extends TaskIdentity {
  readonly status: { readonly value: string; readonly name: string }
  readonly isOpen: boolean
  readonly isClosed: boolean
}

/** A task that was just created. */
export interface CreatedTask extends TaskState {
  readonly title: string
}

/** The one task of a key. */
export interface CreatedOnce extends CreatedTask {
  /** Whether this call made it. */
  readonly created: boolean
  /**
   * A second task, which this call made in the moment in which somebody else made the first. It was closed at once, unless
   * this user may not: then `isOpen` says so.
   */
  readonly duplicate?: TaskState
}

/** A task as a person sees it. */
export interface Task extends TaskState {
  readonly title: string
  /** Remarkup. */
  readonly description: string
  readonly priority: { readonly value: number; readonly name: string; readonly color: string | null }
  readonly authorPHID: Phid
  readonly ownerPHID: Phid | null
  readonly projectPHIDs: readonly Phid[]
  readonly subscriberPHIDs: readonly Phid[]
  /** This and those below: epoch seconds. */
  readonly dateCreated: number
  readonly dateModified: number
  readonly dateClosed: number | null
  readonly closerPHID: Phid | null
  /** All that the server said, custom fields included. */
  readonly raw: ManiphestTask
}

export function taskIdentity(
  { id, phid }: { id: number; phid: Phid<'TASK'> },
  serverUrl: string,
): TaskIdentity {
  const monogram = `T${id}`
  return { id, phid, monogram, url: new URL(monogram, serverUrl).href }
}

export function taskFrom(
  raw: ManiphestTask,
  { serverUrl, isClosed }: { serverUrl: string; isClosed: boolean },
): Task {
  const { fields, attachments } = raw
  return {
    ...taskIdentity(raw, serverUrl),
    title: fields.name,
    description: fields.description?.raw ?? '',
    status: { value: fields.status.value, name: fields.status.name },
    isOpen: !isClosed,
    isClosed,
    priority: { value: fields.priority.value, name: fields.priority.name, color: fields.priority.color },
    authorPHID: fields.authorPHID,
    ownerPHID: fields.ownerPHID,
    projectPHIDs: attachments.projects?.projectPHIDs ?? [],
    subscriberPHIDs: attachments.subscribers?.subscriberPHIDs ?? [],
    dateCreated: fields.dateCreated,
    dateModified: fields.dateModified,
    dateClosed: fields.dateClosed ?? null,
    closerPHID: fields.closerPHID ?? null,
    raw,
  }
}
