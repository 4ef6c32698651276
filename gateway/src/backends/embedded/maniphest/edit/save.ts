import type { Context } from '../../method.ts'
import { newGroupId, newPhid, newTransactionPhid } from '../../phid.ts'
import { type EdgeName, edgeType } from '../edges.ts'
import type { TaskRow } from '../task.ts'
import type { Draft } from './draft.ts'

/** Edges that the other task has as well, by the name that it has for them. */
const inverse: Partial<Record<EdgeName, EdgeName>> = {
  parent: 'subtask',
  subtask: 'parent',
  mention: 'mention',
}

/** Writes the draft and its timeline, and returns the PHIDs of the entries. */
export function save(draft: Draft): string[] {
  const { context, task } = draft
  context.readyTasks.forget(task.id)
  if (draft.isNew) task.id = insertTask(context, task)
  if (!draft.isNew && draft.changes.length > 0) updateTask(draft)
  const groupId = newGroupId()
  for (const { name, added, removed } of draft.edgeChanges()) {
    for (const phid of added) addEdge(draft, name, phid, groupId)
    for (const phid of removed) removeEdge(draft, name, phid)
  }
  for (const [project, column] of draft.columns) placeInColumn(context, task.id, project, column)
  return draft.changes.map(({ type, fields, comment }) => {
    const commentId = comment === undefined ? null : insertComment(draft, comment)
    return insertTransaction(draft, task.phid, groupId, type, fields, commentId)
  })
}

function insertTask({ store }: Context, task: TaskRow): number {
  return store.run(
    `INSERT INTO tasks (phid, title, description, author_phid, owner_phid, status, priority, subtype, view_policy,
       edit_policy, closer_phid, closed_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    task.phid,
    task.title,
    task.description,
    task.author_phid,
    task.owner_phid,
    task.status,
    task.priority,
    task.subtype,
    task.view_policy,
    task.edit_policy,
    task.closer_phid,
    task.closed_at,
    task.created_at,
    task.updated_at,
  )
}

function updateTask({ context, task, at }: Draft): void {
  context.store.run(
    `UPDATE tasks SET title = ?, description = ?, owner_phid = ?, status = ?, priority = ?, view_policy = ?,
       edit_policy = ?, closer_phid = ?, closed_at = ?, updated_at = ? WHERE id = ?`,
    task.title,
    task.description,
    task.owner_phid,
    task.status,
    task.priority,
    task.view_policy,
    task.edit_policy,
    task.closer_phid,
    task.closed_at,
    at,
    task.id,
  )
}

const INSERT_EDGE = 'INSERT OR IGNORE INTO task_edges (task_id, type, phid) VALUES (?, ?, ?)'

function addEdge(draft: Draft, name: EdgeName, phid: string, groupId: string): void {
  const { context, task } = draft
  context.store.run(INSERT_EDGE, task.id, edgeType[name], phid)
  if (name === 'project') placeOnBoard(context, task.id, phid)
  const other = otherEnd(draft, name, phid)
  if (!other) return
  context.store.run(INSERT_EDGE, other.id, edgeType[other.name], task.phid)
  insertTransaction(draft, phid, groupId, null, {}, null)
}

function removeEdge(draft: Draft, name: EdgeName, phid: string): void {
  const { context, task } = draft
  const remove = 'DELETE FROM task_edges WHERE task_id = ? AND type = ? AND phid = ?'
  context.store.run(remove, task.id, edgeType[name], phid)
  if (name === 'project') {
    context.store.run('DELETE FROM task_columns WHERE task_id = ? AND project_phid = ?', task.id, phid)
  }
  const other = otherEnd(draft, name, phid)
  if (other) context.store.run(remove, other.id, edgeType[other.name], task.phid)
}

function otherEnd(
  { context }: Draft,
  name: EdgeName,
  phid: string,
): { id: number; name: EdgeName } | undefined {
  const inverseName = inverse[name]
  if (!inverseName) return undefined
  const other = context.store.get<{ id: number }>('SELECT id FROM tasks WHERE phid = ?', phid)
  if (!other) return undefined
  context.readyTasks.forget(other.id)
  return { id: other.id, name: inverseName }
}

/** A task that is tagged with a project stands in the first column of its board, if it has one. */
function placeOnBoard({ store }: Context, taskId: number, project: string): void {
  store.run(
    `INSERT OR IGNORE INTO task_columns (task_id, project_phid, column_phid)
     SELECT ?, project_phid, phid FROM columns WHERE project_phid = ? ORDER BY sequence LIMIT 1`,
    taskId,
    project,
  )
}

function placeInColumn({ store }: Context, taskId: number, project: string, column: string): void {
  store.run(
    'INSERT OR REPLACE INTO task_columns (task_id, project_phid, column_phid) VALUES (?, ?, ?)',
    taskId,
    project,
    column,
  )
}

function insertComment({ context, viewer, task, at }: Draft, content: string): number {
  return context.store.run(
    'INSERT INTO comments (phid, object_phid, author_phid, content, created_at) VALUES (?, ?, ?, ?, ?)',
    newPhid('XCMT'),
    task.phid,
    viewer.phid,
    content,
    at,
  )
}

function insertTransaction(
  { context, viewer, at }: Draft,
  objectPhid: string,
  groupId: string,
  type: string | null,
  fields: Readonly<Record<string, unknown>>,
  commentId: number | null,
): string {
  const phid = newTransactionPhid('TASK')
  context.store.run(
    `INSERT INTO transactions (phid, object_phid, object_type, type, author_phid, group_id, fields, comment_id,
       created_at) VALUES (?, ?, 'TASK', ?, ?, ?, ?, ?, ?)`,
    phid,
    objectPhid,
    type,
    viewer.phid,
    groupId,
    JSON.stringify(fields),
    commentId,
    at,
  )
  return phid
}
