import type { Account } from '../../backend.ts'
import type { Context } from '../method.ts'
import { AUTHOR_POLICY, admittingPolicies, SUBSCRIBERS_POLICY } from '../policies.ts'
import { edgeType } from './edges.ts'

export interface TaskRow {
  id: number
  phid: string
  title: string
  description: string
  author_phid: string
  owner_phid: string | null
  status: string
  priority: number
  subtype: string
  view_policy: string
  edit_policy: string
  closer_phid: string | null
  closed_at: number | null
  created_at: number
  updated_at: number
}

/** `T5`, `t5` */
export function monogramId(text: string): number | undefined {
  const digits = /^T([1-9]\d{0,14})$/i.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

export function taskById({ store }: Context, id: number): TaskRow | undefined {
  return store.get<TaskRow>('SELECT * FROM tasks WHERE id = ?', id)
}

export function taskByPhid({ store }: Context, phid: string): TaskRow | undefined {
  return store.get<TaskRow>('SELECT * FROM tasks WHERE phid = ?', phid)
}

export function mayView(context: Context, viewer: Account, task: TaskRow): boolean {
  return task.view_policy === 'users' || admits(context, viewer, task, task.view_policy)
}

export function mayEdit(context: Context, viewer: Account, task: TaskRow): boolean {
  return mayView(context, viewer, task) && admits(context, viewer, task, task.edit_policy)
}

/** The owner of a task may always see and edit it. */
function admits(context: Context, viewer: Account, task: TaskRow, policy: string): boolean {
  if (policy === 'users' || task.owner_phid === viewer.phid) return true
  if (policy === AUTHOR_POLICY) return task.author_phid === viewer.phid
  if (policy === SUBSCRIBERS_POLICY) return isSubscribed(context, viewer, task)
  return admittingPolicies(context, viewer).includes(policy)
}

function isSubscribed({ store }: Context, viewer: Account, task: TaskRow): boolean {
  return (
    store.get(
      'SELECT 1 FROM task_edges WHERE task_id = ? AND type = ? AND phid = ?',
      task.id,
      edgeType.subscriber,
      viewer.phid,
    ) !== undefined
  )
}

/** Which tasks this person may see, as an SQL condition on the table `alias` with its values. */
export function visibleTo(context: Context, viewer: Account, alias = 't') {
  const policies = JSON.stringify(admittingPolicies(context, viewer))
  return {
    sql: `(${alias}.view_policy = 'users' OR ${alias}.owner_phid = ?
      OR ${alias}.view_policy IN (SELECT value FROM json_each(?))
      OR (${alias}.view_policy = '${AUTHOR_POLICY}' AND ${alias}.author_phid = ?)
      OR (${alias}.view_policy = '${SUBSCRIBERS_POLICY}' AND EXISTS (SELECT 1 FROM task_edges e
        WHERE e.task_id = ${alias}.id AND e.type = ${edgeType.subscriber} AND e.phid = ?)))`,
    values: [viewer.phid, policies, viewer.phid, viewer.phid],
  }
}
