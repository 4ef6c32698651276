import { createContext } from 'preact'
import { useCallback, useContext, useMemo, useState } from 'preact/hooks'
import type { Refusal, TaskDetails, TaskState } from '../../api.ts'
import { linkTask, type Outcome, reopenTask, unlinkTask } from '../api.ts'
import { useTell } from '../notices.tsx'
import type { ErrorReference, TaskStates } from './task-states.ts'

/** The dialog that is open. Kept as plain data: it survives a trip to sign-in. */
export type OpenDialog =
  | { readonly kind: 'create' | 'link'; readonly error: ErrorReference }
  | { readonly kind: 'close'; readonly error: ErrorReference; readonly monogram: string }
  | {
      readonly kind: 'refused'
      readonly error: ErrorReference
      readonly title: string
      readonly refusal: Refusal
    }

/** What is being done to an error's task until the server has answered. */
export type Pending = 'reopening' | 'unlinking' | 'checking'

/** What the buttons of an error's task do. */
export interface Tasks {
  stateOf(error: ErrorReference): TaskState | undefined
  pendingOf(error: ErrorReference): Pending | undefined
  show(dialog: OpenDialog): void
  reopen(error: ErrorReference, task: TaskDetails): Promise<void>
  unlink(error: ErrorReference, monogram: string): Promise<void>
  check(error: ErrorReference): Promise<void>
}

export const TasksContext = createContext<Tasks | undefined>(undefined)

export function useTasks(): Tasks {
  const tasks = useContext(TasksContext)
  if (!tasks) throw new Error('There is no TasksContext above this component.')
  return tasks
}

export function useTaskActions(states: TaskStates, show: (dialog: OpenDialog) => void): Tasks {
  const tell = useTell()
  const [pending, setPending] = useState<ReadonlyMap<number, Pending>>(new Map())

  /** Shows that something is being done, does it, and gives the focus back if its button is gone. */
  const during = useCallback(async <T,>(id: number, doing: Pending, work: () => Promise<T>): Promise<T> => {
    setPending((all) => new Map(all).set(id, doing))
    try {
      return await work()
    } finally {
      setPending((all) => new Map([...all].filter(([other]) => other !== id)))
      setTimeout(() => document.activeElement === document.body && panelControl(id)?.focus())
    }
  }, [])

  const settle = useCallback(
    (error: ErrorReference, title: string, outcome: Outcome<{ state: TaskState }>): boolean => {
      if (outcome.ok) {
        states.set(error.id, outcome.value.state)
        return true
      }
      show({ kind: 'refused', error, title, refusal: outcome.refusal })
      void states.check([error.id])
      return false
    },
    [states, show],
  )

  const reopen = useCallback(
    (error: ErrorReference, { monogram }: TaskDetails) =>
      during(error.id, 'reopening', async () => {
        const done = settle(error, `${monogram} was not reopened`, await reopenTask(error.id))
        if (done) tell({ text: `${monogram} reopened` })
      }),
    [during, settle, tell],
  )

  const unlink = useCallback(
    (error: ErrorReference, monogram: string) =>
      during(error.id, 'unlinking', async () => {
        if (!settle(error, `${monogram} was not unlinked`, await unlinkTask(error.id))) return
        const undo = async () => {
          const outcome = await linkTask(error.id, { reference: monogram })
          if (outcome.ok && 'choices' in outcome.value) return
          const answer = outcome as Outcome<{ state: TaskState }>
          if (settle(error, `${monogram} was not linked again`, answer)) {
            tell({ text: `${monogram} linked again` })
          }
        }
        tell({ text: `${monogram} unlinked`, action: { label: 'Undo', run: undo } })
      }),
    [during, settle, tell],
  )

  const check = useCallback(
    (error: ErrorReference) => during(error.id, 'checking', () => states.check([error.id])),
    [during, states],
  )

  return useMemo(
    () => ({
      stateOf: states.of,
      pendingOf: ({ id }) => pending.get(id),
      show,
      reopen,
      unlink,
      check,
    }),
    [states, pending, show, reopen, unlink, check],
  )
}

/** The first link or button beside an error's task. */
export function panelControl(id: number): HTMLElement | null {
  return document.querySelector(`#task-of-${id} :is(a, button)`)
}
