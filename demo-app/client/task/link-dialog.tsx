import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Refusal, TaskDetails } from '../../api.ts'
import { linkTask } from '../api.ts'
import { Dialog } from '../dialog.tsx'
import { Icon } from '../icons.tsx'
import { useDraft } from './drafts.ts'
import { RefusalNotice } from './refusal-notice.tsx'
import { type TaskDialogProps, useFocusAfter } from './task-dialog.ts'

export function LinkDialog({ error, onClose, onLeave, onState, onRefused }: TaskDialogProps) {
  const { draft: reference = '', keep, drop } = useDraft<string>(`link:${error.id}`)
  const [choices, setChoices] = useState<readonly TaskDetails[]>()
  const [refusal, setRefusal] = useState<Refusal>()
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  useEffect(() => input.current?.focus(), [])

  const link = async (wanted: string) => {
    if (busy || !wanted.trim()) return
    setBusy(true)
    setRefusal(undefined)
    const outcome = await linkTask(error.id, { reference: wanted.trim() })
    setBusy(false)
    if (!outcome.ok) {
      setRefusal(outcome.refusal)
      return onRefused(outcome.refusal)
    }
    if ('choices' in outcome.value) return setChoices(outcome.value.choices)
    drop()
    const { state } = outcome.value
    onState(state, 'monogram' in state ? `${state.monogram} linked` : 'The task is linked')
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void link(reference)
  }

  return (
    <Dialog
      title="Link task"
      subtitle={`${error.type}: ${error.message}`}
      busy={busy}
      onClose={onClose}
      focusAfter={useFocusAfter(error)}
    >
      <form class="dialog-body" onSubmit={submit} aria-busy={busy}>
        <div class="field">
          <label for={id}>Task</label>
          <input
            id={id}
            ref={input}
            type="text"
            required
            autocomplete="off"
            aria-describedby={`${id}-hint`}
            placeholder="T12"
            value={reference}
            onInput={(event) => {
              setChoices(undefined)
              keep(event.currentTarget.value)
            }}
          />
          <p class="hint" id={`${id}-hint`}>
            Its name (<code>T12</code>), its address, or words of its title.
          </p>
        </div>
        {choices && <Choices choices={choices} onChoose={(task) => link(task.monogram)} />}
        {refusal && <RefusalNotice refusal={refusal} onLeave={onLeave} onRetry={() => link(reference)} />}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose} disabled={busy}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={busy || !reference.trim()}>
            <Icon name={busy ? 'busy' : 'link'} />
            {busy ? 'Linking…' : 'Link task'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

function Choices(props: { choices: readonly TaskDetails[]; onChoose: (task: TaskDetails) => void }) {
  return (
    <section class="choices" aria-label="Matching tasks">
      <p role="status">
        {props.choices.length === 0
          ? 'No open task matches.'
          : `${props.choices.length} open tasks match. Which one?`}
      </p>
      <ul>
        {props.choices.map((task) => (
          <li key={task.monogram}>
            <button type="button" class="choice" onClick={() => props.onChoose(task)}>
              <span class="monogram">{task.monogram}</span>
              <span class="choice-title">{task.title}</span>
              <span class="hint">
                {[task.status.name, task.priority.name, task.owner ?? 'unassigned'].join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
