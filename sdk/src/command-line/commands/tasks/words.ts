import type { TaskState } from '../../../tasks/task.ts'
import { UsageError } from '../../failure.ts'
import { clean, type Output } from '../../output.ts'

/** The tasks that the words name. @throws {UsageError} */
export function tasksIn(words: readonly string[]): readonly string[] {
  if (words.length > 0) return words
  throw new UsageError('No task is named.', 'Name one or more as T12, 12, or a PHID.')
}

/** What became of a task, as one line. */
export async function printState(
  output: Output,
  done: string,
  task: TaskState & { title?: string },
): Promise<void> {
  const { id, phid, monogram, url, status, isOpen, isClosed, title } = task
  if (output.json) return output.data({ id, phid, monogram, url, status, isOpen, isClosed, title })
  const state = output.style(isOpen ? 'green' : 'dim', clean(status.name))
  await output.line(`${done} ${output.style('bold', monogram)} (${state}) ${url}`)
}
