import type { Command, Invocation } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { UsageError } from '../../failure.ts'
import { readStandardInput } from '../../standard-input.ts'
import { printState } from './words.ts'

export const createTask: Command = {
  name: 'tasks create',
  summary: 'Creates a task.',
  usage: 'TITLE [options]',
  options: {
    description: { value: 'TEXT', text: 'Remarkup; - reads it from standard input' },
    priority: { value: 'KEYWORD', text: 'such as high' },
    status: { value: 'STATUS', text: "such as open (default: the server's own)" },
    owner: { value: 'NAME', text: 'whom it is assigned to' },
    project: { value: '#NAME', many: true, text: 'can be given more than once' },
    subscriber: { value: 'NAME', many: true, text: 'can be given more than once' },
    comment: { value: 'TEXT', text: 'Remarkup' },
  },
  example: "phorge-conduit tasks create 'Checkout fails' --priority high --project '#backend'",
  async run(invocation) {
    const { connect, output, values, words } = invocation
    const [title, ...more] = words
    if (!title?.trim() || more.length > 0) {
      throw new UsageError('A task needs one title.', 'Put it in quotes: tasks create "Checkout fails".')
    }
    const description = await descriptionFrom(invocation)
    const { conduit } = await connect()
    const task = await conduit.tasks.create({
      title,
      description,
      priority: values.text('priority'),
      status: values.text('status'),
      owner: values.text('owner'),
      projects: values.list('project'),
      subscribers: values.list('subscriber'),
      comment: values.text('comment'),
    })
    await printState(output, 'Created', task)
    return exitCodes.ok
  },
}

async function descriptionFrom({ values, world }: Invocation): Promise<string | undefined> {
  const text = values.text('description')
  return text === '-' ? readStandardInput(world, 'the description') : text
}
