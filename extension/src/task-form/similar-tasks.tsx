import { message } from '../localization/message.ts'
import type { TaskSummary } from '../tasks.ts'

interface SimilarTasksProps {
  readonly tasks: readonly TaskSummary[]
  readonly onLink?: ((task: TaskSummary, event: Event) => void) | undefined
}

/** Open tasks that may be about the same: linking one is better than one more. */
export function SimilarTasks({ tasks, onLink }: SimilarTasksProps) {
  if (tasks.length === 0) return null
  return (
    <section class="stack tight">
      <h3>{message('similar_tasks')}</h3>
      <ul class="list">
        {tasks.map((task) => (
          <li key={task.monogram} class="row spread">
            <span>
              <a href={task.url} target="_blank" rel="noreferrer">
                {task.monogram}
              </a>{' '}
              {task.title}
            </span>
            {onLink && (
              <button type="button" class="quiet small" onClick={(event) => onLink(task, event)}>
                {message('action_link_this', task.monogram)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
