import type { Conduit } from '../../../conduit.ts'
import { ValidationError } from '../../../errors.ts'
import type { ManiphestConstraints, ManiphestOrder, ManiphestTask } from '../../../methods/maniphest.ts'
import type { Phid } from '../../../methods/values.ts'
import { personPhids, projectPhids } from '../../../tasks/references.ts'
import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { UsageError } from '../../failure.ts'
import { clean, type Output } from '../../output.ts'
import type { Values } from '../../values.ts'

const PAGE = 100
const orders = [
  'priority',
  'updated',
  'outdated',
  'newest',
  'oldest',
  'closed',
  'title',
  'relevance',
] as const

export const searchTasks: Command = {
  name: 'tasks search',
  summary: 'Finds tasks.',
  usage: '[WORDS…] [options]',
  notes: ['Without an option about the status it finds open tasks. NAME can be @me.'],
  options: {
    closed: { text: 'closed tasks' },
    any: { text: 'open and closed tasks' },
    status: { value: 'STATUS', many: true, text: 'tasks of this status' },
    owner: { value: 'NAME', many: true, text: 'assigned to this person; nobody for no one' },
    author: { value: 'NAME', many: true, text: 'created by this person' },
    project: { value: '#NAME', many: true, text: 'with each of these projects' },
    order: { value: 'ORDER', text: `${orders.join(', ')}` },
    limit: { value: 'COUNT', text: 'at most so many (default: 20)' },
    all: { text: 'as many as there are' },
  },
  example: "phorge-conduit tasks search checkout --project '#backend' --owner @me",
  async run({ connect, output, values, words }) {
    const limit = limitFrom(values)
    const order = orderFrom(values)
    const statuses = statusesFrom(values)
    const { conduit } = await connect()
    await assertStatuses(conduit, values.list('status'))
    const constraints = { ...statuses, ...textFrom(words), ...(await peopleAndProjects(conduit, values)) }
    const search = conduit.maniphest.search({ constraints, order, limit: Math.min(limit, PAGE) })
    let count = 0
    for await (const { data } of search.pages()) {
      const tasks = data.slice(0, limit - count)
      await print(output, tasks, conduit.url)
      count += tasks.length
      if (count >= limit) break
      output.progress(`${count} found…`)
    }
    if (count === 0) output.note('No such task.')
    return exitCodes.ok
  },
}

function limitFrom(values: Values): number {
  const limit = values.positiveNumber('limit')
  if (!values.has('all')) return Math.ceil(limit ?? 20)
  if (limit === undefined) return Number.POSITIVE_INFINITY
  throw new UsageError('--all and --limit contradict each other.', 'Give one of them.')
}

function orderFrom(values: Values): ManiphestOrder | undefined {
  const text = values.text('order')
  const order = orders.find((order) => order === text)
  if (text === undefined || order) return order
  throw new UsageError('There is no such order.', `Give one of: ${orders.join(', ')}.`)
}

function statusesFrom(values: Values): ManiphestConstraints {
  const statuses = values.list('status')
  const given = [values.has('closed'), values.has('any'), statuses.length > 0].filter(Boolean).length
  if (given > 1)
    throw new UsageError('--closed, --any and --status contradict each other.', 'Give one of them.')
  if (values.has('any')) return {}
  if (statuses.length > 0) return { statuses }
  return { statuses: [values.has('closed') ? 'closed()' : 'open()'] }
}

/** Phorge finds nothing, without a word, for a status that there is not. */
async function assertStatuses(conduit: Conduit, wanted: readonly string[]): Promise<void> {
  if (wanted.length === 0) return
  const valid = (await conduit.tasks.statuses()).map(({ value }) => value)
  const unknown = wanted.find((status) => !valid.includes(status))
  if (unknown === undefined) return
  throw new ValidationError(
    `"${unknown}" is no task status of this server. Valid are: ${valid.join(', ')}.`,
    {
      method: 'maniphest.search',
      valid,
    },
  )
}

function textFrom(words: readonly string[]): ManiphestConstraints {
  return words.length > 0 ? { query: words.join(' ') } : {}
}

/** Phorge finds nothing, without a word, for a project that there is not: so they are looked up first. */
async function peopleAndProjects(conduit: Conduit, values: Values): Promise<ManiphestConstraints> {
  const [assigned, authorPHIDs, projects] = await Promise.all([
    people(conduit, values.list('owner')),
    people(conduit, values.list('author')),
    projectPhids(conduit, values.list('project')),
  ])
  return {
    ...(assigned.length > 0 && { assigned }),
    ...(authorPHIDs.length > 0 && { authorPHIDs }),
    ...(projects.length > 0 && { projects }),
  }
}

async function people(conduit: Conduit, names: readonly string[]): Promise<Phid[]> {
  return Promise.all(names.map((name) => person(conduit, name)))
}

async function person(conduit: Conduit, name: string): Promise<Phid> {
  if (name === '@me') return (await conduit.user.whoami()).phid
  // A function that Phorge understands in place of a PHID, for owners alone.
  if (name === 'nobody') return 'none()' as Phid
  const [phid] = await personPhids(conduit, [name])
  if (phid === undefined) throw new UsageError('A person has no name.', 'Give a user name, or @me.')
  return phid
}

async function print(output: Output, tasks: readonly ManiphestTask[], url: string): Promise<void> {
  if (output.json) {
    for (const task of tasks) await output.data(lineOf(task, url))
    return
  }
  const widths = [width(tasks, (task) => `T${task.id}`), width(tasks, statusOf), width(tasks, priorityOf)]
  const [first = 0, second = 0, third = 0] = widths
  for (const task of tasks) {
    const monogram = output.style('bold', `T${task.id}`.padEnd(first))
    const text = `${statusOf(task).padEnd(second)}  ${priorityOf(task).padEnd(third)}  ${clean(task.fields.name)}`
    await output.line(`${monogram}  ${text}`)
  }
}

function lineOf({ id, phid, fields }: ManiphestTask, url: string): object {
  const { name: title, status, priority, ownerPHID, authorPHID, dateCreated, dateModified } = fields
  const monogram = `T${id}`
  const identity = { id, phid, monogram, url: new URL(monogram, url).href }
  return { ...identity, title, status, priority, ownerPHID, authorPHID, dateCreated, dateModified }
}

const statusOf = ({ fields }: ManiphestTask) => clean(fields.status.name)
const priorityOf = ({ fields }: ManiphestTask) => clean(fields.priority.name)

function width(tasks: readonly ManiphestTask[], column: (task: ManiphestTask) => string): number {
  return Math.max(...tasks.map((task) => column(task).length))
}
