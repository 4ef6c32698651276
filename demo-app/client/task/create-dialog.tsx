import { useEffect, useState } from 'preact/hooks'
import type { Refusal, TaskDraft } from '../../api.ts'
import { createTask, fetchTaskDraft } from '../api.ts'
import { Dialog } from '../dialog.tsx'
import { Icon } from '../icons.tsx'
import { CreateFields, type Fields } from './create-fields.tsx'
import { useDraft } from './drafts.ts'
import { RefusalNotice } from './refusal-notice.tsx'
import { type TaskDialogProps, useFocusAfter } from './task-dialog.ts'

export function CreateDialog({ error, onClose, onLeave, onState, onRefused }: TaskDialogProps) {
  const [offer, setOffer] = useState<TaskDraft>()
  const [refusal, setRefusal] = useState<Refusal>()
  const [busy, setBusy] = useState(false)
  const { draft, keep, drop } = useDraft<Fields>(`create:${error.id}`)
  const [restored] = useState(draft !== undefined)

  const load = async () => {
    setRefusal(undefined)
    const outcome = await fetchTaskDraft(error.id)
    if (outcome.ok) return setOffer(outcome.value)
    setRefusal(outcome.refusal)
    onRefused(outcome.refusal)
  }
  useEffect(() => {
    void load()
  }, [])

  const fields = draft ?? (offer && initial(offer))

  const submit = async (event?: Event) => {
    event?.preventDefault()
    if (!fields || busy) return
    setBusy(true)
    setRefusal(undefined)
    const outcome = await createTask(error.id, {
      title: fields.title.trim(),
      description: fields.description,
      ...(fields.priority && { priority: fields.priority }),
      ...(fields.projects.length > 0 && { projects: fields.projects.map(({ phid }) => phid) }),
    })
    setBusy(false)
    if (outcome.ok) {
      drop()
      const { state } = outcome.value
      return onState(state, 'monogram' in state ? `${state.monogram} created` : 'The task is being created')
    }
    setRefusal(outcome.refusal)
    onRefused(outcome.refusal)
  }

  return (
    <Dialog
      title="Create task"
      subtitle={`${error.type}: ${error.message}`}
      wide
      busy={busy}
      onClose={onClose}
      focusAfter={useFocusAfter(error)}
    >
      <form class="dialog-body" onSubmit={submit} aria-busy={busy}>
        {fields && <CreateFields fields={fields} priorities={offer?.priorities ?? []} onChange={keep} />}
        {!fields && !refusal && <FieldsSkeleton />}
        {refusal && (
          <RefusalNotice refusal={refusal} onLeave={onLeave} onRetry={offer ? () => submit() : load} />
        )}
        <footer class="dialog-foot">
          {restored && draft && offer && (
            <p class="hint">
              What you typed before is still here.{' '}
              <button type="button" class="as-link" onClick={drop}>
                Start over
              </button>
            </p>
          )}
          <button type="button" class="button" onClick={onClose} disabled={busy}>
            Cancel
          </button>
          {(fields || !refusal) && (
            <button type="submit" class="button primary" disabled={busy || !fields?.title.trim()}>
              <Icon name={busy ? 'busy' : 'plus'} />
              {busy ? 'Creating…' : 'Create task'}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}

function FieldsSkeleton() {
  return (
    <div class="skeleton-form" role="status" aria-label="Loading the form">
      <span class="bone" />
      <span class="bone tall" />
      <span class="bone" />
    </div>
  )
}

const initial = ({ title, description, priorities }: TaskDraft): Fields => ({
  title,
  description,
  priority: priorities.find(({ isDefault }) => isDefault)?.value ?? '',
  projects: [],
})
