/**
 * What is known of the server that a program talks to. Empty until `phorge-conduit types` writes a file that fills it:
 * until then statuses, priorities and subtypes are any text, and custom fields are `unknown`.
 *
 * @example
 * ```ts
 * declare module 'phorge-conduit' {
 *   interface ServerTypes {
 *     openTaskStatus: 'open' | 'stalled'
 *     closedTaskStatus: 'resolved' | 'wontfix'
 *     taskPriority: 'high' | 'normal' | 'low'
 *     taskPriorityValue: 80 | 50 | 25
 *     taskSubtype: 'default' | 'bug'
 *     taskCustomFields: { 'custom.acme.severity': number | null }
 *     absentMethod: 'phrequent.push'
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be augmented
export interface ServerTypes {}

/** What `ServerTypes` says, or else. */
type Told<Name extends string, Otherwise> = ServerTypes extends { readonly [Key in Name]: infer Type }
  ? Type
  : Otherwise

/** A status that means that a task is open. */
export type OpenTaskStatus = Told<'openTaskStatus', string>

/** A status that means that a task is closed. */
export type ClosedTaskStatus = Told<'closedTaskStatus', string>

/** A status of this server, as `status` transactions and `tasks` take it. */
export type TaskStatusValue = OpenTaskStatus | ClosedTaskStatus

/** The keyword of a priority: `high`. */
export type TaskPriorityKeyword = Told<'taskPriority', string>

/** What tasks and constraints say for a priority: 80. */
export type TaskPriorityValue = Told<'taskPriorityValue', number>

/** A subtype of tasks. */
export type TaskSubtype = Told<'taskSubtype', string>

/** Custom fields of tasks, by `custom.<key>`, with what they hold. */
export type TaskCustomFields = Told<'taskCustomFields', { [custom: `custom.${string}`]: unknown }>

/** A transaction for each custom field of tasks. */
export type TaskCustomTransaction = {
  readonly [Key in keyof TaskCustomFields]: { readonly type: Key; readonly value: TaskCustomFields[Key] }
}[keyof TaskCustomFields]

/** Constraints for the custom fields that can be searched; what they take differs from one kind of field to the next. */
export type TaskCustomConstraint = { readonly [Key in keyof TaskCustomFields]?: unknown }

/** Methods of a stock Phorge that this server does not have. */
export type AbsentMethod = Told<'absentMethod', never>
