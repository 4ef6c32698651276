import { isConduitError, type NewTask } from 'phorge-conduit'
import type { TaskState } from '../../api.ts'
import type { Person } from '../sign-in/people.ts'
import type { Visitor } from '../sign-in/visitor.ts'
import type { Viewer } from '../viewer.ts'
import { settleAbandoned } from './abandoned.ts'
import { withCreateKey } from './description.ts'
import { findAgain } from './find-again.ts'
import type { Reservation, TaskLink } from './links.ts'
import { conflict } from './refusals.ts'
import { taskState } from './states.ts'

type NewTaskBody = Pick<NewTask, 'title' | 'priority' | 'projects'> & { readonly description: string }
type Reserved = Extract<Reservation, { isMine: true }>

/**
 * Creates the task of an error, once. Whoever comes second gets `creating`, or a conflict that names the task. When the
 * answer to the create is lost, the state is `creating` until the task is found, or known not to exist.
 */
export async function createTask(
  viewer: Viewer,
  visitor: Visitor,
  user: Person,
  errorId: number,
  body: NewTaskBody,
): Promise<TaskState> {
  const { links, underWay } = viewer
  await settleAbandoned(viewer, visitor, links.findAll([errorId]))
  const reservation = links.reserve(errorId, user.phid)
  if (!reservation.isMine) return taken(reservation.link)
  const { createKey } = reservation.attempt
  underWay.add(createKey)
  try {
    await createOnce(viewer, visitor, user, reservation, body)
  } finally {
    underWay.delete(createKey)
  }
  return taskState(viewer, visitor, errorId)
}

function taken(link: TaskLink): TaskState {
  if (link.state !== 'linked') return { kind: 'creating' }
  throw conflict(
    `This error has a task already: T${link.taskId}.`,
    'Look at it; if another is wanted, unlink it first.',
  )
}

async function createOnce(
  viewer: Viewer,
  { conduit }: Visitor,
  user: Person,
  reservation: Reserved,
  body: NewTaskBody,
): Promise<void> {
  const { links, config } = viewer
  const { attempt } = reservation
  const { createKey, errorId } = attempt
  try {
    if (!reservation.isFirst) {
      const earlier = (await findAgain(conduit, [attempt])).get(createKey)
      if (earlier !== undefined) return void links.settle(attempt, earlier, 'found again', user.phid)
    }
    const { id } = await conduit.tasks.create({
      title: body.title,
      description: withCreateKey(body.description, `${config.publicUrl}/errors/${errorId}`, createKey),
      priority: body.priority || undefined,
      projects: body.projects,
    })
    links.settle(attempt, id, 'created', user.phid)
  } catch (error) {
    if (mayHaveCreated(error)) return viewer.log.warn({ err: error, errorId }, 'a create is in doubt')
    links.release(reservation)
    throw error
  }
}

/** Every other failure says that nothing was created. */
function mayHaveCreated(error: unknown): boolean {
  if (!isConduitError(error)) return true
  if (error.code === 'aborted') return error.outcomeUnknown
  return (
    error.code === 'outcome_unknown' || (error.code === 'not_conduit' && error.method === 'maniphest.edit')
  )
}
