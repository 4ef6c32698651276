import type { Conduit } from '../../../conduit.ts'
import { NotFoundError } from '../../../errors.ts'
import type { Phid } from '../../../methods/values.ts'
import type { Task } from '../../../tasks/task.ts'
import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { namesOf } from '../../names.ts'
import { clean, cleanText, type Output } from '../../output.ts'
import { time } from '../../time.ts'
import { tasksIn } from './words.ts'

export const showTask: Command = {
  name: 'tasks show',
  summary: 'Shows tasks.',
  usage: 'TASK… [options]',
  options: {},
  example: 'phorge-conduit tasks show T12',
  async run({ connect, output, words }) {
    const references = tasksIn(words)
    const { conduit } = await connect()
    const tasks = await conduit.tasks.getMany(references)
    const found = tasks.filter((task) => task !== undefined)
    if (output.json) for (const task of found) await output.data(withoutRaw(task))
    else await printAll(output, conduit, found)
    const missing = references.filter((_, index) => tasks[index] === undefined)
    if (missing.length === 0) return exitCodes.ok
    throw new NotFoundError(`There is no ${missing.join(', no ')} that this user may see.`)
  },
}

/** The shape is ours: `call maniphest.search` shows what the server says. */
function withoutRaw({ raw: _, ...task }: Task): Omit<Task, 'raw'> {
  return task
}

async function printAll(output: Output, conduit: Conduit, tasks: readonly Task[]): Promise<void> {
  const names = await namesOf(conduit, tasks.flatMap(phidsIn))
  for (const [index, task] of tasks.entries()) {
    if (index > 0) await output.line('')
    await print(output, task, (phid) => clean(names.get(phid) ?? phid))
  }
}

async function print(output: Output, task: Task, name: (phid: Phid) => string): Promise<void> {
  const { status, isOpen, priority, authorPHID, ownerPHID, projectPHIDs, subscriberPHIDs } = task
  const rows: [string, string][] = [
    ['status', `${clean(status.name)} (${isOpen ? 'open' : 'closed'})`],
    ['priority', clean(priority.name)],
    ['author', name(authorPHID)],
    ['owner', ownerPHID === null ? 'nobody' : name(ownerPHID)],
    ['projects', projectPHIDs.map(name).join(', ') || 'none'],
    ['subscribers', subscriberPHIDs.map(name).join(', ') || 'none'],
    ['created', time(task.dateCreated)],
    ['changed', time(task.dateModified)],
    ...(task.dateClosed === null ? [] : [['closed', time(task.dateClosed)] as [string, string]]),
    ['page', task.url],
  ]
  await output.line(output.style('bold', `${task.monogram} ${clean(task.title)}`))
  for (const [label, text] of rows) await output.line(`  ${output.style('dim', label.padEnd(12))} ${text}`)
  if (task.description.trim()) await output.line(`\n${cleanText(task.description).trimEnd()}`)
}

function phidsIn({ authorPHID, ownerPHID, projectPHIDs, subscriberPHIDs }: Task): Phid[] {
  return [authorPHID, ...(ownerPHID ? [ownerPHID] : []), ...projectPHIDs, ...subscriberPHIDs]
}
