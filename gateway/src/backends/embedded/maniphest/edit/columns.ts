import { invalid } from '../../../../conduit/method/refusal.ts'
import { readStrings } from '../../../../conduit/method/values.ts'
import type { Draft } from './draft.ts'
import { applyEdges } from './relations.ts'

/** `column`: moves the task on the board of each column's project, and tags it with that project if need be. */
export function moveToColumns(draft: Draft, value: unknown): void {
  const { store } = draft.context
  for (const phid of readStrings('column', value)) {
    const column = store.get<{ project_phid: string }>(
      'SELECT project_phid FROM columns WHERE phid = ?',
      phid,
    )
    if (!column) throw invalid(`"${phid}" is not the PHID of a workboard column.`)
    const board = column.project_phid
    const from = currentColumn(draft, board)
    const isTagged = draft.edges('project').has(board)
    if (isTagged && from === phid) continue
    if (!isTagged) applyEdges(draft, 'project', 'projects', [board], [])
    draft.columns.set(board, phid)
    const move = {
      columnPHID: phid,
      beforePHIDs: [],
      afterPHIDs: [],
      boardPHID: board,
      // An empty map is a list on the wire: PHP knows no difference.
      fromColumnPHIDs: from === undefined ? [] : { [from]: from },
    }
    draft.record('core:columns', { old: null, new: [move] })
  }
}

function currentColumn(draft: Draft, board: string): string | undefined {
  const moved = draft.columns.get(board)
  if (moved !== undefined || draft.isNew) return moved
  return draft.context.store.get<{ phid: string }>(
    'SELECT column_phid AS phid FROM task_columns WHERE task_id = ? AND project_phid = ?',
    draft.task.id,
    board,
  )?.phid
}
