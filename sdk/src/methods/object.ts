import type { CustomFields, EpochSeconds, Phid } from './values.ts'

/** An object as a `*.search` method gives it. What is attached is there when it was asked for. */
export interface FoundObject<Type extends string, Fields, Attachments = Record<never, never>> {
  id: number
  type: Type
  phid: Phid<Type>
  fields: Fields
  attachments: { [Name in keyof Attachments]?: Attachments[Name] | undefined }
}

/** Fields of all objects that say when they were made and last changed. */
export interface Dated {
  dateCreated: EpochSeconds
  dateModified: EpochSeconds
}

/** `users`, `admin`, `no-one`, … or the PHID of a project, user or custom policy. */
export type Policy = string

/** Who may see the object and who may change it. */
export interface Guarded<Capability extends string = 'view' | 'edit'> {
  policy: Record<Capability, Policy>
}

/** Fields that nearly all objects have. */
export interface ObjectFields extends Dated, Guarded {}

/** Fields of objects that are seen with another and changed by no one. */
export interface SeenFields extends Dated, Guarded<'view'> {}

/** The space that the object is in; `null` for the default one, and where there are no spaces. */
export interface InSpace {
  spacePHID: Phid<'SPCE'> | null
}

/** Text in Remarkup. */
export interface Remarkup {
  raw: string
}

/** A constant of Phorge and what people read. */
export interface Named<Value = string> {
  value: Value
  name: string
}

/** `PhabricatorProjectsSearchEngineAttachment` */
export interface ProjectsAttachment {
  projects: { projectPHIDs: Phid<'PROJ'>[] }
}

/** `PhabricatorSubscriptionsSearchEngineAttachment` */
export interface SubscribersAttachment {
  subscribers: { subscriberPHIDs: Phid[]; subscriberCount: number; viewerIsSubscribed: boolean }
}

/** What was done to a token or an application of a gateway: one change of one thing. */
export interface RecordedChange {
  id: number
  phid: Phid<'XACT'>
  /** What changed: `name`, `rotate`, `stage`, … */
  type: string
  objectPHID: Phid
  /** `null`: the gateway itself, or a command on its machine. */
  authorPHID: Phid<'USER'> | null
  dateCreated: EpochSeconds
  fields: {
    old: unknown
    new: unknown
    /** In the words of who did it. */
    reason: string | null
  }
}

/** The newest first, at most a hundred. */
export interface HistoryAttachment {
  transactions: RecordedChange[]
}

export type { CustomFields }
