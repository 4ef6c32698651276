/** What is shown of tasks. Times are epoch seconds. */

import type { Failure } from './answer.ts'

export interface TaskSummary {
  /** `T12` */
  readonly monogram: string
  readonly url: string
  readonly title: string
  /** As the server names it: `Resolved`. */
  readonly status: string
}

/** What the chip beside an error shows. */
export type Chip =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'open' } & TaskSummary)
  | ({ readonly kind: 'closed' } & TaskSummary)
  /** There is a task, and this user may not see it. */
  | { readonly kind: 'hidden'; readonly monogram: string; readonly url: string }
  /** A create is under way, perhaps one that the browser interrupted. */
  | { readonly kind: 'creating' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Choice {
  readonly value: string
  readonly name: string
  readonly isDefault: boolean
}

export interface TaskDetails extends TaskSummary {
  readonly isOpen: boolean
  readonly priority: string
  /** `undefined` when nobody has it. */
  readonly assignee: string | undefined
  readonly isMine: boolean
  readonly lastComment: { readonly author: string; readonly text: string; readonly at: number } | undefined
  /** The statuses to close it with, or to open it again with. */
  readonly statuses: readonly Choice[]
}

/** What the form for a new task starts with. */
export interface Draft {
  readonly title: string
  readonly description: string
  readonly projects: readonly Named[]
  readonly priorities: readonly Choice[]
  /** Who will have created it. */
  readonly author: string
  readonly server: string
}

/** A person or a project, to choose from. */
export interface Named {
  readonly phid: string
  /** `rjkaplan`, `#backend` */
  readonly handle: string
  readonly name: string
}
