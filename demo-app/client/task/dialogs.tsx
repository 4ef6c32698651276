import type { Refusal } from '../../api.ts'
import { Dialog } from '../dialog.tsx'
import { useTell } from '../notices.tsx'
import { leaveFor } from '../session/interruption.ts'
import { CloseDialog } from './close-dialog.tsx'
import { CreateDialog } from './create-dialog.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { RefusalNotice } from './refusal-notice.tsx'
import { type TaskDialogProps, useFocusAfter } from './task-dialog.ts'
import type { TaskStates } from './task-states.ts'
import type { OpenDialog } from './tasks.tsx'

/** The dialog that is open, if any. */
export function TaskDialogs(props: {
  dialog: OpenDialog | undefined
  states: TaskStates
  onClose: () => void
  onRefused: (refusal: Refusal) => void
}) {
  const { dialog, states, onClose } = props
  const tell = useTell()
  if (!dialog) return null

  const shared: TaskDialogProps & { key: string } = {
    key: `${dialog.kind} ${dialog.error.id}`,
    error: dialog.error,
    onClose,
    onLeave: () => leaveFor(dialog),
    onState: (state, told) => {
      states.set(dialog.error.id, state)
      tell({ text: told })
      onClose()
    },
    onRefused: (refusal) => {
      props.onRefused(refusal)
      // It may have been done all the same, or by somebody else.
      void states.check([dialog.error.id])
    },
  }
  switch (dialog.kind) {
    case 'create':
      return <CreateDialog {...shared} />
    case 'link':
      return <LinkDialog {...shared} />
    case 'close':
      return <CloseDialog {...shared} monogram={dialog.monogram} />
    case 'refused':
      return <RefusedDialog {...shared} {...dialog} />
  }
}

/** Tells why a button that has no dialog of its own could not do its work. */
function RefusedDialog(props: TaskDialogProps & Extract<OpenDialog, { kind: 'refused' }>) {
  const { error, title, refusal, again, onClose, onLeave } = props
  const retry = () => {
    onClose()
    again()
  }
  return (
    <Dialog
      title={title}
      subtitle={`${error.type}: ${error.message}`}
      onClose={onClose}
      focusAfter={useFocusAfter(error)}
    >
      <div class="dialog-body">
        <RefusalNotice refusal={refusal} onRetry={retry} onLeave={onLeave} />
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            OK
          </button>
        </footer>
      </div>
    </Dialog>
  )
}
