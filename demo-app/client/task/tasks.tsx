import { createContext } from 'preact'
import { useCallback, useContext, useMemo, useState } from 'preact/hooks'
import type { Refusal, TaskAnswer, TaskState } from '../../api.ts'
import { linkTask, type Outcome, reopenTask, unlinkTask } from '../api.ts'
import { useTell } from '../notices.tsx'
import type { ErrorReference, TaskStates } from './task-states.ts'

/** The dialog that is open. All but `refused` are plain data, since they survive a trip to sign-in. */
export type OpenDialog =
  | { readonly kind: 'create' | 'link'; readonly error: ErrorReference }
  | { readonly kind: 'close'; readonly error: ErrorReference; readonly monogram: string }
  | {
      readonly kind: 'refused'
      readonly error: ErrorReference
      readonly title: string
      readonly refusal: Refusal
      readonly again: () => void
    }

/** What is being done to an error's task until the server has answered. */
export type Pending = 'reopening' | 'unlinking' | 'checking'

/** What the buttons of an error's task do. */
export interface Tasks {
  stateOf(error: ErrorReference): TaskState | undefined
  pendingOf(error: ErrorReference): Pending | undefined
  show(dialog: OpenDialog): void
  reopen(error: ErrorReference, monogram: string): Promise<void>
  unlink(error: ErrorReference, monogram: string): Promise<void>
  check(error: ErrorReference): Promise<void>
}

export const TasksContext = createContext<Tasks | undefined>(undefined)

export function useTasks(): Tasks {
  const tasks = useContext(TasksContext)
  if (!tasks) throw new Error('There is no TasksContext above this component.')
  return tasks
}

export function useTaskActions(
  states: TaskStates,
  show: (dialog: OpenDialog) => void,
  onRefused: (refusal: Refusal) => void,
): Tasks {
  const tell = useTell()
  const [pending, setPending] = useState<ReadonlyMap<number, Pending>>(new Map())

  /** Shows that something is being done, and does it. */
  const during = useCallback(async <T,>(id: number, doing: Pending, work: () => Promise<T>): Promise<T> => {
    setPending((all) => new Map(all).set(id, doing))
    try {
      return await work()
    } finally {
      setPending((all) => new Map([...all].filter(([other]) => other !== id)))
    }
  }, [])

  /** Takes over a new state, or tells why there is none; `true` when it was done. */
  const settle = useCallback(
    (error: ErrorReference, outcome: Outcome<{ state: TaskState }>, title: string, again: () => void) => {
      if (outcome.ok) states.set(error.id, outcome.value.state)
      else {
        show({ kind: 'refused', error, title, refusal: outcome.refusal, again })
        onRefused(outcome.refusal)
        void states.check([error.id])
      }
      return outcome.ok
    },
    [states, show, onRefused],
  )

  const reopen = useCallback(
    (error: ErrorReference, monogram: string): Promise<void> =>
      during(error.id, 'reopening', async () => {
        const outcome = await reopenTask(error.id)
        const done = settle(error, outcome, `${monogram} was not reopened`, () => reopen(error, monogram))
        if (done) tell({ text: `${monogram} reopened` })
      }),
    [during, settle, tell],
  )

  const linkAgain = useCallback(
    (error: ErrorReference, monogram: string): Promise<void> =>
      during(error.id, 'checking', async () => {
        // A monogram names one task: there is nothing to choose from.
        const outcome = (await linkTask(error.id, { reference: monogram })) as Outcome<TaskAnswer>
        const title = `${monogram} was not linked again`
        const done = settle(error, outcome, title, () => linkAgain(error, monogram))
        if (done) tell({ text: `${monogram} linked again` })
      }),
    [during, settle, tell],
  )

  const unlink = useCallback(
    (error: ErrorReference, monogram: string): Promise<void> =>
      during(error.id, 'unlinking', async () => {
        const outcome = await unlinkTask(error.id)
        const done = settle(error, outcome, `${monogram} was not unlinked`, () => unlink(error, monogram))
        const action = { label: 'Undo', run: () => linkAgain(error, monogram) }
        if (done) tell({ text: `${monogram} unlinked`, action })
      }),
    [during, settle, linkAgain, tell],
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
