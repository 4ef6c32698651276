import { useId, useState } from 'preact/hooks'
import { ask } from '../content/ask.ts'
import { message } from '../localization/message.ts'
import { Notice } from '../task-form/notice.tsx'
import { SimilarTasks } from '../task-form/similar-tasks.tsx'
import type { TaskSummary } from '../tasks.ts'
import type { PartProps } from './card.tsx'

interface LinkFormProps extends PartProps {
  readonly onBack: () => void
}

/** Links a task that is there already: by number, by address, or by words of its title. */
export function LinkForm({ request, onChip, write, isBusy, failure, onSignIn, say, onBack }: LinkFormProps) {
  const id = useId()
  const [reference, setReference] = useState('')
  const [choices, setChoices] = useState<readonly TaskSummary[]>()

  const link = (reference: string, event: Event) =>
    write(event, async () => {
      const answer = await ask({ intent: 'link', key: request.error.key, reference })
      if (!answer.ok) return answer.failure
      if ('choices' in answer.value) {
        setChoices(answer.value.choices)
        return undefined
      }
      const { linked } = answer.value
      if ('monogram' in linked) say(message('said_linked', linked.monogram))
      onChip(linked)
      return undefined
    })
  const submit = (event: Event) => {
    event.preventDefault()
    link(reference, event)
  }

  return (
    <form class="stack" onSubmit={submit}>
      <div class="field">
        <label for={id}>{message('field_reference')}</label>
        <input
          id={id}
          required
          value={reference}
          onInput={(event) => setReference(event.currentTarget.value)}
        />
      </div>
      {choices && choices.length === 0 && <p role="status">{message('nothing_found')}</p>}
      <SimilarTasks tasks={choices ?? []} onLink={(task, event) => link(task.monogram, event)} />
      {failure && <Notice failure={failure} onSignIn={onSignIn} />}
      <div class="row spread">
        <button type="button" class="quiet" onClick={onBack}>
          {message('action_back')}
        </button>
        <button class="primary" type="submit" aria-disabled={isBusy}>
          {message('action_find_or_link')}
        </button>
      </div>
    </form>
  )
}
