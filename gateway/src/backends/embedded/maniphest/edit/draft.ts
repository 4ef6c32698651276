import type { Account } from '../../../backend.ts'
import type { Context } from '../../method.ts'
import { type EdgeName, edgeType } from '../edges.ts'
import type { TaskRow } from '../task.ts'

/** One entry of the timeline. A `null` type is one that Conduit has no name for. */
export interface Change {
  readonly type: string | null
  readonly fields: Readonly<Record<string, unknown>>
  readonly comment?: string
}

interface EdgeSet {
  readonly before: ReadonlySet<string>
  readonly after: Set<string>
}

/** A task while it is being edited: what it will be, and the timeline entries that say how it came to be so. */
export class Draft {
  readonly context: Context
  readonly viewer: Account
  /** `undefined` while the task is being created. */
  readonly before: Readonly<TaskRow> | undefined
  readonly task: TaskRow
  /** One time for the whole edit, in epoch seconds. */
  readonly at: number
  readonly changes: Change[] = []
  /** Columns to move to, by the project whose board they stand on. */
  readonly columns = new Map<string, string>()
  readonly #edges = new Map<EdgeName, EdgeSet>()

  constructor(context: Context, viewer: Account, task: TaskRow, before?: TaskRow) {
    this.context = context
    this.viewer = viewer
    this.task = task
    this.before = before
    this.at = context.now()
  }

  get isNew(): boolean {
    return this.before === undefined
  }

  record(type: string | null, fields: Readonly<Record<string, unknown>>): void {
    this.changes.push({ type, fields })
  }

  /** The PHIDs at the other ends of one type of edge, to be changed in place. */
  edges(name: EdgeName): Set<string> {
    return this.#edgeSet(name).after
  }

  /** What saving has to add and to remove, in the order in which it was asked for. */
  edgeChanges(): { name: EdgeName; added: string[]; removed: string[] }[] {
    return [...this.#edges].map(([name, { before, after }]) => ({
      name,
      added: [...after].filter((phid) => !before.has(phid)),
      removed: [...before].filter((phid) => !after.has(phid)),
    }))
  }

  #edgeSet(name: EdgeName): EdgeSet {
    const known = this.#edges.get(name)
    if (known) return known
    const phids = this.isNew ? [] : this.#load(name)
    const set = { before: new Set(phids), after: new Set(phids) }
    this.#edges.set(name, set)
    return set
  }

  #load(name: EdgeName): string[] {
    return this.context.store
      .all<{ phid: string }>(
        'SELECT phid FROM task_edges WHERE task_id = ? AND type = ? ORDER BY sequence',
        this.task.id,
        edgeType[name],
      )
      .map(({ phid }) => phid)
  }
}
