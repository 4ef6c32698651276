import { forbidden, invalid, notFound, type Refusal } from '../../../../conduit/method/refusal.ts'
import type { Context, MethodCall } from '../../method.ts'
import { mayView, monogramId, type TaskRow, taskById, taskByPhid } from '../task.ts'

/**
 * The task that `objectIdentifier` names; `undefined` when a new one is wanted, which is also what `""`, `0`, `"0"` and
 * `null` mean to Phorge.
 */
export function identifyTask(
  context: Context,
  { viewer }: MethodCall,
  identifier: unknown,
): TaskRow | undefined {
  if (identifier === undefined || identifier === null || identifier === '' || identifier === 0)
    return undefined
  if (identifier === '0' || identifier === false) return undefined
  const { task, missing, byMonogram } = find(context, identifier)
  if (!task) throw missing
  if (mayView(context, viewer, task)) return task
  // By its number or PHID Phorge tells that the task exists; by its monogram it does not.
  throw byMonogram ? missing : forbidden('You may not see this task.')
}

interface Found {
  readonly task: TaskRow | undefined
  readonly missing: Refusal
  readonly byMonogram: boolean
}

function find(context: Context, identifier: unknown): Found {
  if (typeof identifier === 'number' || (typeof identifier === 'string' && /^-?\d+$/.test(identifier))) {
    const id = Number(identifier)
    if (!Number.isSafeInteger(id) || id < 0) throw invalid('The number of a task is a positive integer.')
    return { task: taskById(context, id), missing: notFound(`There is no task T${id}.`), byMonogram: false }
  }
  if (typeof identifier !== 'string') throw invalid('"objectIdentifier" is a number, a PHID or a monogram.')
  if (identifier.startsWith('PHID-')) {
    const missing = notFound(`There is no task with the PHID "${identifier}".`)
    return { task: taskByPhid(context, identifier), missing, byMonogram: false }
  }
  const id = monogramId(identifier)
  const task = id === undefined ? undefined : taskById(context, id)
  return { task, missing: notFound(`"${identifier}" names no task.`), byMonogram: true }
}
