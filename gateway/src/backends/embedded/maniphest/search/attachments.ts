import type { Context, MethodCall } from '../../method.ts'
import { edgeType } from '../edges.ts'
import type { TaskRow } from '../task.ts'

export const attachmentNames = ['columns', 'subscribers', 'projects', 'dependsOn', 'dependedOnBy'] as const
export type AttachmentName = (typeof attachmentNames)[number]
type Attachments = Record<string, unknown>

/** What each attachment reads from the edges of a task. */
const edgeOf = {
  subscribers: edgeType.subscriber,
  projects: edgeType.project,
  dependsOn: edgeType.subtask,
  dependedOnBy: edgeType.parent,
} as const

type EdgeTuple = readonly [taskId: number, type: number, phid: string]
type PlaceTuple = readonly [taskId: number, board: string, column: string]

interface Column {
  readonly id: number
  readonly phid: string
  readonly name: string
}

/** Attachments of a whole page by task id, in three queries at most whatever the page's length. */
export function attachTo(
  context: Context,
  { viewer }: MethodCall,
  rows: readonly TaskRow[],
  wanted: ReadonlySet<AttachmentName>,
): (id: number) => Attachments {
  if (wanted.size === 0 || rows.length === 0) return () => ({})
  const ids = JSON.stringify(rows.map(({ id }) => id))
  const edges = loadEdges(context, ids, wanted)
  const boards = wanted.has('columns') ? loadBoards(context, ids) : undefined
  return (id) => {
    const phids = (name: keyof typeof edgeOf) => edges.get(`${id}/${edgeOf[name]}`) ?? []
    const attachments: Attachments = {}
    if (wanted.has('subscribers')) {
      const subscriberPHIDs = phids('subscribers')
      attachments.subscribers = {
        subscriberPHIDs,
        subscriberCount: subscriberPHIDs.length,
        viewerIsSubscribed: subscriberPHIDs.includes(viewer.phid),
      }
    }
    if (wanted.has('projects')) attachments.projects = { projectPHIDs: phids('projects') }
    if (wanted.has('dependsOn')) attachments.dependsOn = { taskPHIDs: phids('dependsOn') }
    if (wanted.has('dependedOnBy')) attachments.dependedOnBy = { taskPHIDs: phids('dependedOnBy') }
    // An empty map is a list on the wire: PHP knows no difference.
    if (boards) attachments.columns = { boards: boards.get(id) ?? [] }
    return attachments
  }
}

function loadEdges({ store }: Context, ids: string, wanted: ReadonlySet<AttachmentName>) {
  const edges = new Map<string, string[]>()
  const types = [...wanted].flatMap((name) => (name === 'columns' ? [] : [edgeOf[name]]))
  if (types.length === 0) return edges
  const rows = store.tuples<EdgeTuple>(
    `SELECT task_id, type, phid FROM task_edges
     WHERE task_id IN (SELECT value FROM json_each(?)) AND type IN (${types.join(', ')}) ORDER BY sequence DESC`,
    ids,
  )
  for (const [taskId, type, phid] of rows) {
    const key = `${taskId}/${type}`
    const known = edges.get(key)
    if (known) known.push(phid)
    else edges.set(key, [phid])
  }
  return edges
}

function loadBoards(context: Context, ids: string) {
  const boards = new Map<number, Record<string, { columns: Column[] }>>()
  const places = context.store.tuples<PlaceTuple>(
    `SELECT task_id, project_phid, column_phid FROM task_columns
     WHERE task_id IN (SELECT value FROM json_each(?))`,
    ids,
  )
  const columns = loadColumns(context, new Set(places.map(([, , column]) => column)))
  for (const [taskId, board, phid] of places) {
    const column = columns.get(phid)
    if (!column) continue
    const known = boards.get(taskId)
    if (known) known[board] = { columns: [column] }
    else boards.set(taskId, { [board]: { columns: [column] } })
  }
  return boards
}

function loadColumns({ store }: Context, phids: ReadonlySet<string>): ReadonlyMap<string, Column> {
  const columns = store.all<Column>(
    'SELECT id, phid, name FROM columns WHERE phid IN (SELECT value FROM json_each(?))',
    JSON.stringify([...phids]),
  )
  return new Map(columns.map(({ id, phid, name }) => [phid, { id, phid, name }]))
}
