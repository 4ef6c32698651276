import type { ErrorDetail, TaskState } from '../../api.ts'
import { TaskPanel } from '../task/task-panel.tsx'
import { useTasks } from '../task/tasks.tsx'

/** The error's task with what there is room for beside its stack. */
export function TaskCard({ error }: { error: ErrorDetail }) {
  const state = useTasks().stateOf(error)
  return (
    <section class="card task-card" aria-labelledby="task-card-title">
      <h2 id="task-card-title">Task</h2>
      {state && <Explanation state={state} />}
      <TaskPanel error={error} />
    </section>
  )
}

function Explanation({ state }: { state: TaskState }) {
  switch (state.kind) {
    case 'none':
      return <p class="hint">Nobody has made a task for this error yet.</p>
    case 'creating':
      return <p class="hint">Somebody is creating a task for this error right now.</p>
    case 'hidden':
      return (
        <p class="hint">
          This error has a task which you may not see, or which no longer exists. Ask somebody who can, or
          unlink it.
        </p>
      )
    case 'unknown':
      return (
        <p class="hint">
          {state.refusal.message} {state.refusal.remedy}
        </p>
      )
    case 'open':
    case 'closed':
      return (
        <div class="task-about">
          <p class="task-title">{state.title}</p>
          <p class="hint">
            <span class={`priority priority-${state.priority.color}`}>{state.priority.name}</span>
            {state.owner ? `assigned to ${state.owner}` : 'nobody is assigned'}
          </p>
        </div>
      )
  }
}
