import type { Command } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { printState, tasksIn } from './words.ts'

const options = {
  status: { value: 'STATUS', text: "one of the server's (default: its own choice)" },
  comment: { value: 'TEXT', text: 'Remarkup, said in the same step' },
} as const

/** One after the other; the first that fails ends the work, and those before it are done and printed. */
function setStatus(side: 'close' | 'reopen', done: string): Command['run'] {
  return async ({ connect, output, values, words }) => {
    const tasks = tasksIn(words)
    const change = { status: values.text('status'), comment: values.text('comment') }
    const { conduit } = await connect()
    for (const task of tasks) await printState(output, done, await conduit.tasks[side](task, change))
    return exitCodes.ok
  }
}

export const closeTask: Command = {
  name: 'tasks close',
  summary: 'Closes tasks.',
  usage: 'TASK… [options]',
  options,
  example: "phorge-conduit tasks close T12 --status resolved --comment 'Fixed in r123'",
  run: setStatus('close', 'Closed'),
}

export const reopenTask: Command = {
  name: 'tasks reopen',
  summary: 'Opens closed tasks again.',
  usage: 'TASK… [options]',
  options,
  example: "phorge-conduit tasks reopen T12 --comment 'It happened again'",
  run: setStatus('reopen', 'Reopened'),
}
