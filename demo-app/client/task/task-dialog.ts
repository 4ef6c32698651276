import { useCallback } from 'preact/hooks'
import type { Refusal, TaskState } from '../../api.ts'
import type { ErrorReference } from './task-states.ts'
import { panelControl } from './tasks.tsx'

/** What every dialog about an error's task is given. */
export interface TaskDialogProps {
  readonly error: ErrorReference
  readonly onClose: () => void
  /** Before a link in the dialog leaves the page. */
  readonly onLeave: () => void
  /** The server has done it: the error's new state, and the sentence that tells it. */
  readonly onState: (state: TaskState, told: string) => void
  readonly onRefused: (refusal: Refusal) => void
}

/** Where the focus goes when the button that opened a dialog is gone. */
export const useFocusAfter = ({ id }: ErrorReference) => useCallback(() => panelControl(id), [id])
