import type { Conduit, ManiphestConstraints, ManiphestTask } from 'phorge-conduit'
import type { LinkChoices, TaskAnswer } from '../../api.ts'
import type { Person } from '../sign-in/people.ts'
import type { Visitor } from '../sign-in/visitor.ts'
import type { Viewer } from '../viewer.ts'
import { settleAbandoned } from './abandoned.ts'
import { conflict, invalid, Refused } from './refusals.ts'
import { describeTask, taskState } from './states.ts'

const shownChoices = 10

/** Links an existing task. Words that several open tasks have in their title answer with a choice of these. */
export async function linkTask(
  viewer: Viewer,
  visitor: Visitor,
  user: Person,
  errorId: number,
  reference: string,
): Promise<TaskAnswer | LinkChoices> {
  const { conduit } = visitor
  const id = taskIdIn(reference, viewer.config.conduitUrl)
  const [task, ...others] = id === undefined ? await findByWords(conduit, reference) : await find(conduit, id)
  if (!task) throw notFound(reference.trim())
  if (others.length > 0) {
    const shown = [task, ...others].slice(0, shownChoices)
    const described = await Promise.all(shown.map((choice) => describeTask(viewer, conduit, choice)))
    return { choices: described.map(({ kind: _, ...details }) => details) }
  }
  await settleAbandoned(viewer, visitor, viewer.links.findAll([errorId]))
  if (!viewer.links.link(errorId, task.id, user.phid))
    throw conflict('This error has a task already, or is getting one.', 'Look at it, and unlink it first.')
  return { state: await taskState(viewer, visitor, errorId) }
}

export async function unlinkTask(
  viewer: Viewer,
  visitor: Visitor,
  user: Person,
  errorId: number,
): Promise<TaskAnswer> {
  if (!viewer.links.unlink(errorId, user.phid))
    throw conflict('This error has no task.', 'Load the page again.')
  return { state: await taskState(viewer, visitor, errorId) }
}

/** The number in `T12`, `12` and the address of a task; `undefined` for words. */
function taskIdIn(reference: string, conduitUrl: string): number | undefined {
  const text = reference.trim()
  if (text === '')
    throw invalid('There is nothing to look for.', 'Give T12, the address of a task, or words.')
  const monogram = /^T?(\d{1,15})$/i.exec(text)?.[1]
  if (monogram) return Number(monogram)
  if (!/^https?:\/\//i.test(text)) return undefined
  const url = URL.parse(text)
  const path = url && `${url.origin}${url.pathname}`
  const id = path?.toLowerCase().startsWith(`${conduitUrl.toLowerCase()}/t`)
    ? /^\d{1,15}\/?$/.exec(path.slice(conduitUrl.length + 2))?.[0]
    : undefined
  if (!id)
    throw invalid(`This is not the address of a task on ${conduitUrl}.`, `Use one like ${conduitUrl}/T12.`)
  return Number.parseInt(id, 10)
}

async function find(conduit: Conduit, id: number): Promise<ManiphestTask[]> {
  return (await conduit.maniphest.search({ constraints: { ids: [id] } })).data
}

/** By full text; then by the titles of the newest open tasks, which full text does not have yet. */
async function findByWords(conduit: Conduit, text: string): Promise<ManiphestTask[]> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const hasWords = ({ fields }: ManiphestTask) =>
    words.every((word) => fields.name.toLowerCase().includes(word))
  const open = (constraints: ManiphestConstraints) =>
    conduit.maniphest.search({ constraints: { ...constraints, statuses: ['open()'] }, order: 'newest' })
  const indexed = (await open({ query: text.trim() })).data
  const titled = indexed.filter(hasWords)
  if (titled.length > 0) return titled
  if (indexed.length > 0) return indexed
  return (await open({})).data.filter(hasWords)
}

function notFound(reference: string): Refused {
  return new Refused({
    status: 404,
    code: 'not_found',
    message: `No task that you may see matches “${reference.slice(0, 100)}”.`,
    remedy: 'Check the number, or try other words of its title.',
    action: { kind: 'none' },
  })
}
