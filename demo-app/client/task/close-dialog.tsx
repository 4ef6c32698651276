import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Refusal, StatusChoice } from '../../api.ts'
import { closeTask, fetchStatuses } from '../api.ts'
import { Dialog } from '../dialog.tsx'
import { Icon } from '../icons.tsx'
import { useDraft } from './drafts.ts'
import { RefusalNotice } from './refusal-notice.tsx'
import { type TaskDialogProps, useFocusAfter } from './task-dialog.ts'

interface Fields {
  readonly status: string
  readonly comment: string
}

export function CloseDialog(props: TaskDialogProps & { monogram: string }) {
  const { error, monogram, onClose, onLeave, onState, onRefused } = props
  const [statuses, setStatuses] = useState<readonly StatusChoice[]>()
  const [refusal, setRefusal] = useState<Refusal>()
  const [busy, setBusy] = useState(false)
  const { draft, keep, drop } = useDraft<Fields>(`close:${error.id}:${monogram}`)
  const fallback = statuses?.find(({ isDefault }) => isDefault) ?? statuses?.[0]
  const chosen = statuses?.find(({ value }) => value === draft?.status) ?? fallback
  const comment = draft?.comment ?? ''
  const id = useId()

  const load = async () => {
    setRefusal(undefined)
    const outcome = await fetchStatuses()
    if (outcome.ok) return setStatuses(outcome.value.statuses)
    setRefusal(outcome.refusal)
    onRefused(outcome.refusal)
  }
  useEffect(() => {
    void load()
  }, [])

  const submit = async (event?: Event) => {
    event?.preventDefault()
    if (busy || !chosen) return
    setBusy(true)
    setRefusal(undefined)
    const body = { status: chosen.value, ...(comment.trim() && { comment: comment.trim() }) }
    const outcome = await closeTask(error.id, body)
    setBusy(false)
    if (outcome.ok) {
      drop()
      const { state } = outcome.value
      const status = state.kind === 'closed' ? state.status.name : chosen.name
      return onState(state, `${monogram} closed as ${status}`)
    }
    setRefusal(outcome.refusal)
    onRefused(outcome.refusal)
  }

  return (
    <Dialog
      title={`Close ${monogram}`}
      subtitle={`${error.type}: ${error.message}`}
      busy={busy}
      onClose={onClose}
      focusAfter={useFocusAfter(error)}
    >
      <form class="dialog-body" onSubmit={submit} aria-busy={busy}>
        {!statuses && !refusal && <span class="bone" role="status" aria-label="Loading the statuses" />}
        {statuses && chosen && (
          <Statuses statuses={statuses} chosen={chosen} onChoose={(status) => keep({ status, comment })} />
        )}
        <div class="field">
          <label for={id}>
            Comment <span class="hint">optional</span>
          </label>
          <textarea
            id={id}
            rows={3}
            value={comment}
            onInput={(event) => keep({ status: chosen?.value ?? '', comment: event.currentTarget.value })}
          />
        </div>
        {refusal && (
          <RefusalNotice refusal={refusal} onLeave={onLeave} onRetry={statuses ? () => submit() : load} />
        )}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose} disabled={busy}>
            Cancel
          </button>
          {(chosen || !refusal) && (
            <button type="submit" class="button primary" disabled={busy || !chosen}>
              <Icon name={busy ? 'busy' : 'check'} />
              {busy ? 'Closing…' : `Close as ${chosen?.name ?? '…'}`}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}

function Statuses(props: {
  statuses: readonly StatusChoice[]
  chosen: StatusChoice
  onChoose: (value: string) => void
}) {
  const first = useRef<HTMLInputElement>(null)
  const name = useId()
  useEffect(() => first.current?.focus(), [])
  return (
    <fieldset class="statuses">
      <legend>Status</legend>
      {props.statuses.map(({ value, name: label }) => (
        <label key={value}>
          <input
            ref={value === props.chosen.value ? first : null}
            type="radio"
            name={name}
            value={value}
            checked={value === props.chosen.value}
            onChange={() => props.onChoose(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
