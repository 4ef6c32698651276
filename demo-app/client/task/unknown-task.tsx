import type { Refusal } from '../../api.ts'
import { leaveFor } from '../session/interruption.ts'
import { TaskButton } from './task-button.tsx'
import { type ErrorReference, referenceTo } from './task-states.ts'
import { useTasks } from './tasks.tsx'

/** One button that helps against an unknown state; the reason is one click away. */
export function UnknownTask({ error, refusal }: { error: ErrorReference; refusal: Refusal }) {
  const tasks = useTasks()
  const { action } = refusal
  if (action.kind === 'sign-in') {
    return (
      <a class="button small quiet" href={action.url} onClick={() => leaveFor()}>
        Sign in to see it
      </a>
    )
  }
  if (action.kind === 'grant') {
    return (
      <a class="button small quiet" href={action.url} onClick={() => leaveFor()}>
        Grant access
      </a>
    )
  }
  if (action.kind === 'confirm') {
    return (
      <a class="button small quiet" href={action.url} onClick={() => leaveFor()}>
        Confirm to see it
      </a>
    )
  }
  if (action.kind === 'ask-administrator') {
    const again = () => void tasks.check(error)
    const title = `It is not known how ${error.task ?? 'the task'} stands`
    return (
      <TaskButton
        icon="info"
        name="Why?"
        onClick={() => tasks.show({ kind: 'refused', error: referenceTo(error), title, refusal, again })}
      />
    )
  }
  const checking = tasks.pendingOf(error) === 'checking'
  return (
    <TaskButton
      icon="reopen"
      name={checking ? 'Checking…' : 'Retry'}
      busy={checking}
      onClick={() => tasks.check(error)}
    />
  )
}
