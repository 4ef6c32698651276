import type { Store } from '../../store.ts'
import { edgeType } from '../edges.ts'
import { priorityField } from '../priorities.ts'
import { statusField } from '../statuses.ts'
import type { TaskRow } from '../task.ts'

/** How many tasks are kept ready, and the longest description that is. */
const KEPT_TASKS = 5000
const KEPT_CHARACTERS = 4000

type EdgeTuple = readonly [taskId: number, type: number, phid: string]
type PlaceTuple = readonly [taskId: number, board: string, column: string]

interface Column {
  readonly id: number
  readonly phid: string
  readonly name: string
}

/** A task as `maniphest.search` answers it, and what its attachments are made of. */
export interface ReadyTask {
  readonly described: ReturnType<typeof describe>
  readonly edges: Readonly<Record<number, readonly string[]>>
  readonly boards: Readonly<Record<string, { readonly columns: readonly Column[] }>>
}

const NO_BOARDS = {}

/**
 * The tasks of pages, kept ready: whoever shows errors asks for the same hundred tasks again and again. Only what
 * everybody sees alike is kept; which tasks a person may see is asked of the database on every call. An edit forgets
 * its tasks, and a write by another process (`PRAGMA data_version`) forgets all.
 */
export class ReadyTasks {
  readonly #store: Store
  readonly #tasks = new Map<number, ReadyTask>()
  #version: number | undefined

  constructor(store: Store) {
    this.#store = store
  }

  forget(id: number): void {
    this.#tasks.delete(id)
  }

  /** The tasks with these numbers, in their order. */
  load(ids: readonly number[]): ReadyTask[] {
    this.#forgetIfOthersWrote()
    const missing = ids.filter((id) => !this.#tasks.has(id))
    const read = missing.length > 0 ? this.#read(missing) : undefined
    const tasks = ids.flatMap((id) => this.#tasks.get(id) ?? read?.get(id) ?? [])
    if (read) this.#keep(read)
    return tasks
  }

  #forgetIfOthersWrote(): void {
    const version = this.#store.get<{ data_version: number }>('PRAGMA data_version')?.data_version
    if (version !== this.#version) this.#tasks.clear()
    this.#version = version
  }

  #keep(tasks: ReadonlyMap<number, ReadyTask>): void {
    for (const [id, task] of tasks) {
      if (task.described.fields.description.raw.length <= KEPT_CHARACTERS) this.#tasks.set(id, task)
    }
    // The oldest go first; a page is never larger than what is kept.
    for (const id of this.#tasks.keys()) {
      if (this.#tasks.size <= KEPT_TASKS) break
      this.#tasks.delete(id)
    }
  }

  /** Three queries, and one for the columns met, whatever the number of tasks. */
  #read(ids: readonly number[]): Map<number, ReadyTask> {
    const list = JSON.stringify(ids)
    const edges = this.#readEdges(list)
    const boards = this.#readBoards(list)
    const rows = this.#store.all<TaskRow>(
      'SELECT * FROM tasks WHERE id IN (SELECT value FROM json_each(?))',
      list,
    )
    return new Map(
      rows.map((row) => [
        row.id,
        { described: describe(row), edges: edges.get(row.id) ?? {}, boards: boards.get(row.id) ?? NO_BOARDS },
      ]),
    )
  }

  #readEdges(ids: string): ReadonlyMap<number, Record<number, string[]>> {
    const { subscriber, project, subtask, parent } = edgeType
    const byTask = new Map<number, Record<number, string[]>>()
    const rows = this.#store.tuples<EdgeTuple>(
      `SELECT task_id, type, phid FROM task_edges WHERE task_id IN (SELECT value FROM json_each(?))
       AND type IN (${[subscriber, project, subtask, parent].join(', ')}) ORDER BY sequence DESC`,
      ids,
    )
    for (const [taskId, type, phid] of rows) {
      const edges = byTask.get(taskId) ?? {}
      byTask.set(taskId, edges)
      const known = edges[type]
      if (known) known.push(phid)
      else edges[type] = [phid]
    }
    return byTask
  }

  #readBoards(ids: string) {
    const byTask = new Map<number, Record<string, { columns: Column[] }>>()
    const places = this.#store.tuples<PlaceTuple>(
      `SELECT task_id, project_phid, column_phid FROM task_columns
       WHERE task_id IN (SELECT value FROM json_each(?))`,
      ids,
    )
    const columns = this.#readColumns(new Set(places.map(([, , column]) => column)))
    for (const [taskId, board, phid] of places) {
      const column = columns.get(phid)
      const boards = byTask.get(taskId) ?? {}
      byTask.set(taskId, boards)
      if (column) boards[board] = { columns: [column] }
    }
    return byTask
  }

  #readColumns(phids: ReadonlySet<string>): ReadonlyMap<string, Column> {
    const columns = this.#store.all<Column>(
      'SELECT id, phid, name FROM columns WHERE phid IN (SELECT value FROM json_each(?))',
      JSON.stringify([...phids]),
    )
    return new Map(columns.map(({ id, phid, name }) => [phid, { id, phid, name }]))
  }
}

function describe(task: TaskRow) {
  return {
    id: task.id,
    type: 'TASK',
    phid: task.phid,
    fields: {
      name: task.title,
      description: { raw: task.description },
      authorPHID: task.author_phid,
      ownerPHID: task.owner_phid,
      status: statusField(task.status),
      priority: priorityField(task.priority),
      points: null,
      subtype: task.subtype,
      closerPHID: task.closer_phid,
      dateClosed: task.closed_at,
      groupByProjectPHID: null,
      spacePHID: null,
      dateCreated: task.created_at,
      dateModified: task.updated_at,
      policy: { view: task.view_policy, interact: task.view_policy, edit: task.edit_policy },
    },
  }
}
