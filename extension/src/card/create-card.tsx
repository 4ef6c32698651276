import { useEffect, useState } from 'preact/hooks'
import type { Failure } from '../answer.ts'
import { ask } from '../content/ask.ts'
import { message } from '../localization/message.ts'
import type { PageError } from '../messages.ts'
import type { FoundError } from '../sites/site.ts'
import { Notice } from '../task-form/notice.tsx'
import { TaskForm, type Writing, writingFrom } from '../task-form/task-form.tsx'
import type { Draft, TaskSummary } from '../tasks.ts'
import type { PartProps } from './card.tsx'

/** What was written and not sent, until the page is left. */
const kept = new Map<string, Writing>()

interface CreateCardProps extends PartProps {
  /** Where linking is offered instead. */
  readonly onLinkInstead?: (() => void) | undefined
}

export function CreateCard({
  request,
  onChip,
  write,
  isBusy,
  failure,
  onSignIn,
  say,
  onLinkInstead,
}: CreateCardProps) {
  const { error } = request
  const [draft, setDraft] = useState<Draft>()
  const [writing, setWriting] = useState<Writing>()
  const [problem, setProblem] = useState<Failure>()

  useEffect(() => {
    ask({ intent: 'draft', error: pageError(error) }).then((answer) => {
      if (!answer.ok) return setProblem(answer.failure)
      setDraft(answer.value)
      setWriting(kept.get(error.key) ?? writingFrom(answer.value))
    })
  }, [])

  if (problem) return <Notice failure={problem} onSignIn={onSignIn} />
  if (!draft || !writing) return <p class="muted">{message('loading')}</p>

  const onWrite = (writing: Writing) => {
    kept.set(error.key, writing)
    setWriting(writing)
  }
  const link = (task: TaskSummary, event: Event) =>
    write(event, async () => {
      const answer = await ask({ intent: 'link', key: error.key, reference: task.monogram })
      if (!answer.ok) return answer.failure
      if ('linked' in answer.value) onChip(answer.value.linked)
      return undefined
    })

  return (
    <>
      {onLinkInstead && (
        <div class="row">
          <button type="button" class="quiet small" onClick={onLinkInstead}>
            {message('action_link')}
          </button>
        </div>
      )}
      <TaskForm
        draft={draft}
        writing={writing}
        onWrite={onWrite}
        find={(kind, words) => ask({ intent: 'typeahead', kind, words })}
        similar={(words) => ask({ intent: 'similar', words })}
        onLink={link}
        isBusy={isBusy}
        failure={failure}
        onSignIn={onSignIn}
        onCreate={(task, event) =>
          write(event, async () => {
            const answer = await ask({ intent: 'create', key: error.key, task })
            if (!answer.ok) return answer.failure
            kept.delete(error.key)
            if (answer.value.kind === 'open') say(message('said_created', answer.value.monogram))
            onChip(answer.value)
            return undefined
          })
        }
      />
    </>
  )
}

function pageError({ key, title, description, link, project }: FoundError): PageError {
  return {
    key,
    title,
    ...(description && { description }),
    ...(link && { link }),
    ...(project && { project }),
  }
}
