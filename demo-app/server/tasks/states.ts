import type { Conduit, ManiphestTask } from 'phorge-conduit'
import type { TaskDetails, TaskState } from '../../api.ts'
import type { Visitor } from '../sign-in/visitor.ts'
import type { Viewer } from '../viewer.ts'
import { settleAbandoned } from './abandoned.ts'
import type { TaskLink } from './links.ts'
import { type HttpRefusal, refusalOf, signedOut } from './refusals.ts'

const tasksPerCall = 100

/** What each of these errors shows about its task, to this visitor. One call for every hundred tasks. */
export async function taskStates(
  viewer: Viewer,
  visitor: Visitor,
  errorIds: readonly number[],
): Promise<Map<number, TaskState>> {
  const links = await settleAbandoned(viewer, visitor, viewer.links.findAll(errorIds))
  const taskIds = new Set<number>()
  for (const link of links.values()) if (link.state === 'linked') taskIds.add(link.taskId)
  const tasks = await stateOfTasks(viewer, visitor, [...taskIds])
  return new Map(errorIds.map((errorId) => [errorId, stateOf(links.get(errorId), tasks)]))
}

export async function taskState(viewer: Viewer, visitor: Visitor, errorId: number): Promise<TaskState> {
  return (await taskStates(viewer, visitor, [errorId])).get(errorId) ?? { kind: 'none' }
}

/** Title, status and the like of a task that the visitor may see. */
export async function describeTask(
  { config, people, statuses }: Viewer,
  conduit: Conduit,
  { id, fields }: ManiphestTask,
): Promise<Extract<TaskState, { kind: 'open' | 'closed' }>> {
  const details: TaskDetails = {
    ...addressOf(config.conduitUrl, id),
    title: fields.name,
    status: { value: fields.status.value, name: fields.status.name },
    priority: { name: fields.priority.name, color: fields.priority.color ?? '' },
    owner: (fields.ownerPHID && people.userName(fields.ownerPHID)) ?? null,
  }
  const isClosed = await statuses.isClosed(conduit, fields.status.value)
  return { kind: isClosed ? 'closed' : 'open', ...details }
}

function stateOf(link: TaskLink | undefined, tasks: ReadonlyMap<number, TaskState>): TaskState {
  switch (link?.state) {
    case 'linked':
      return tasks.get(link.taskId) ?? { kind: 'none' }
    case 'creating':
      return { kind: 'creating' }
    default:
      return { kind: 'none' }
  }
}

async function stateOfTasks(
  viewer: Viewer,
  visitor: Visitor,
  ids: readonly number[],
): Promise<Map<number, TaskState>> {
  const parts: number[][] = []
  for (let start = 0; start < ids.length; start += tasksPerCall)
    parts.push(ids.slice(start, start + tasksPerCall))
  const states = await Promise.all(parts.map((part) => fetchStates(viewer, visitor, part)))
  return new Map(states.flatMap((part) => [...part]))
}

async function fetchStates(
  viewer: Viewer,
  visitor: Visitor,
  ids: readonly number[],
): Promise<Map<number, TaskState>> {
  const address = (id: number) => addressOf(viewer.config.conduitUrl, id)
  const unknown = ({ status: _, ...refusal }: HttpRefusal) =>
    new Map(ids.map((id): [number, TaskState] => [id, { kind: 'unknown', ...address(id), refusal }]))
  if (!visitor.user) return unknown(signedOut(visitor))
  try {
    const { conduit } = visitor
    const { data } = await conduit.maniphest.search({ constraints: { ids }, limit: tasksPerCall })
    const states = new Map<number, TaskState>(ids.map((id) => [id, { kind: 'hidden', ...address(id) }]))
    for (const task of data) states.set(task.id, await describeTask(viewer, conduit, task))
    return states
  } catch (error) {
    return unknown(refusalOf(error, visitor))
  }
}

function addressOf(conduitUrl: string, id: number): { monogram: string; url: string } {
  return { monogram: `T${id}`, url: `${conduitUrl}/T${id}` }
}
