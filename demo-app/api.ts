/** What the error viewer's page and its server say to each other. Times are epoch seconds. */

/** `GET /api/session` */
export type SessionAnswer =
  | { readonly signedIn: false; readonly signInUrl: string }
  | {
      readonly signedIn: true
      readonly user: { readonly phid: string; readonly userName: string; readonly realName: string }
      /** What the user granted, and what the error viewer would like but does not have. */
      readonly granted: readonly string[]
      readonly missing: readonly string[]
      /** Asks for all that is missing. */
      readonly grantUrl: string
    }

export type Level = 'fatal' | 'error' | 'warning' | 'info' | 'debug'

/** `GET /api/errors?query=&level=&after=` answers `ErrorPage`; newest `lastSeen` first. */
export interface ErrorPage {
  readonly errors: readonly ErrorSummary[]
  readonly total: number
  /** Pass as `after` for the next page; `null` on the last one. */
  readonly after: string | null
  /** Where programs report to (`http://key@host/1`): an empty list tells how to fill it. */
  readonly dsn?: string
}

export interface ErrorSummary {
  readonly id: number
  /** `TypeError` */
  readonly type: string
  /** `Cannot read properties of undefined` */
  readonly message: string
  /** Where it was thrown: `checkout in src/cart.ts`. */
  readonly culprit: string
  readonly level: Level
  readonly count: number
  readonly firstSeen: number
  readonly lastSeen: number
  readonly environment: string | null
  readonly release: string | null
  /** What the server knows without asking Maniphest: `T12`, or `null` without a task. */
  readonly task: string | null
}

/** `GET /api/errors/:id` */
export interface ErrorDetail extends ErrorSummary {
  readonly platform: string
  readonly frames: readonly StackFrame[]
  readonly tags: Readonly<Record<string, string>>
  /** Occurrences, newest first, at most 20. */
  readonly events: readonly {
    readonly eventId: string
    readonly at: number
    readonly message: string
    readonly release: string | null
    readonly environment: string | null
  }[]
}

/** Innermost call first, as a person reads a stack. */
export interface StackFrame {
  readonly function: string
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly inApp: boolean
  readonly source: readonly { readonly line: number; readonly text: string; readonly current: boolean }[]
}

export interface TaskDetails {
  readonly monogram: string
  readonly url: string
  readonly title: string
  readonly status: { readonly value: string; readonly name: string }
  readonly priority: { readonly name: string; readonly color: string }
  readonly owner: string | null
}

/** What one error shows about its task. */
export type TaskState =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'open' } & TaskDetails)
  | ({ readonly kind: 'closed' } & TaskDetails)
  | { readonly kind: 'hidden'; readonly monogram: string; readonly url: string }
  | { readonly kind: 'unknown'; readonly monogram: string; readonly url: string; readonly refusal: Refusal }
  /** Somebody's create is on its way; ask again shortly. */
  | { readonly kind: 'creating' }

/** `GET /api/task-states?errors=1,2,3` (at most 500) answers `{ states: Record<string, TaskState> }`. */
export interface TaskStatesAnswer {
  readonly states: Readonly<Record<string, TaskState>>
}

/** `GET /api/errors/:id/task-draft`: what the create form starts with and may offer. */
export interface TaskDraft {
  readonly title: string
  readonly description: string
  readonly priorities: readonly {
    readonly value: string
    readonly name: string
    readonly isDefault: boolean
  }[]
}

/** `GET /api/projects?query=` answers `{ projects: ProjectChoice[] }`. */
export interface ProjectChoice {
  readonly phid: string
  readonly name: string
  readonly slug: string | null
}

/** `GET /api/statuses` answers `{ statuses: StatusChoice[] }`: the closed ones a person may choose from. */
export interface StatusChoice {
  readonly value: string
  readonly name: string
  readonly isDefault: boolean
}

/** `POST /api/errors/:id/task` */
export interface CreateTaskBody {
  readonly title: string
  readonly description: string
  readonly priority?: string
  /** PHIDs. */
  readonly projects?: readonly string[]
}

/** `PUT /api/errors/:id/task`: a monogram (`T12`), a task's URL, or words of its title. */
export interface LinkTaskBody {
  readonly reference: string
}

/** Answer to a link by words when several open tasks match: HTTP 300. */
export interface LinkChoices {
  readonly choices: readonly TaskDetails[]
}

/** `POST /api/errors/:id/task/close` */
export interface CloseTaskBody {
  readonly status: string
  readonly comment?: string
}

/** `POST /api/errors/:id/task/reopen` */
export interface ReopenTaskBody {
  readonly comment?: string
}

/**
 * Create, link, unlink (`DELETE /api/errors/:id/task`), close and reopen answer `{ state: TaskState }`, or with an HTTP
 * status of 400 and above `{ refusal: Refusal }`. Every request that changes something carries the header
 * `X-Error-Viewer: 1`, which a foreign page cannot send.
 */
export interface TaskAnswer {
  readonly state: TaskState
}

/** Why something could not be done, and the way out. */
export interface Refusal {
  /** A `code` of `phorge-conduit`'s errors, or `conflict`, `invalid`. */
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly action: RefusalAction
}

export type RefusalAction =
  /** Nobody is signed in any more. */
  | { readonly kind: 'sign-in'; readonly url: string }
  /** The user has not granted what this needs. */
  | { readonly kind: 'grant'; readonly url: string; readonly scopes: readonly string[] }
  /** The server takes this only after the user has shown a second factor. */
  | { readonly kind: 'confirm'; readonly url: string }
  /** The administrator of the server has not allowed it. */
  | { readonly kind: 'ask-administrator'; readonly scopes: readonly string[] }
  | { readonly kind: 'retry' }
  | { readonly kind: 'none' }
