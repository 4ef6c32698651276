import { useLayoutEffect, useRef } from 'preact/hooks'
import type { TaskState } from '../../api.ts'
import { TaskButton } from './task-button.tsx'
import { PendingChip, TaskChip } from './task-chip.tsx'
import { type ErrorReference, referenceTo } from './task-states.ts'
import { panelControl, useTasks } from './tasks.tsx'
import { UnknownTask } from './unknown-task.tsx'

/** An error's task and the buttons that its state allows. */
export function TaskPanel({ error }: { error: ErrorReference }) {
  const tasks = useTasks()
  const state = tasks.stateOf(error)
  const kind = state?.kind ?? 'asked'
  const panel = useRef<HTMLDivElement>(null)
  // Whoever stands on a button that goes because the state changed finds the focus on what came in its place.
  const hadFocus = panel.current?.contains(document.activeElement)
  useLayoutEffect(() => {
    if (hadFocus && !panel.current?.contains(document.activeElement)) panelControl(error.id)?.focus()
  }, [kind])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this groups a link with its buttons
    <div
      ref={panel}
      class="task"
      id={`task-of-${error.id}`}
      role="group"
      aria-label="Task"
      aria-busy={tasks.pendingOf(error) !== undefined}
    >
      {state ? (
        // Keyed, lest a button that was just pressed turn into another under the finger.
        <Controls key={kind} error={error} state={state} />
      ) : (
        <PendingChip monogram={error.task ?? ''} />
      )}
    </div>
  )
}

function Controls({ error, state }: { error: ErrorReference; state: TaskState }) {
  const tasks = useTasks()
  const pending = tasks.pendingOf(error)
  switch (state.kind) {
    case 'none':
      return (
        <>
          <TaskButton
            icon="plus"
            name="Create task"
            onClick={() => tasks.show({ kind: 'create', error: referenceTo(error) })}
          />
          <TaskButton
            icon="link"
            name="Link task"
            label="Link"
            quiet
            onClick={() => tasks.show({ kind: 'link', error: referenceTo(error) })}
          />
        </>
      )
    case 'creating':
      return <TaskChip state={state} />
    case 'open':
      return (
        <>
          <TaskChip state={state} />
          <TaskButton
            icon="check"
            name="Close task"
            label="Close"
            onClick={() => tasks.show({ kind: 'close', error: referenceTo(error), monogram: state.monogram })}
          />
          <UnlinkButton error={error} monogram={state.monogram} />
        </>
      )
    case 'closed':
      return (
        <>
          <TaskChip state={state} />
          <TaskButton
            icon="reopen"
            name={pending === 'reopening' ? 'Reopening…' : 'Reopen task'}
            label={pending === 'reopening' ? 'Reopening…' : 'Reopen'}
            busy={pending !== undefined}
            onClick={() => tasks.reopen(error, state.monogram)}
          />
          <UnlinkButton error={error} monogram={state.monogram} />
        </>
      )
    case 'hidden':
      return (
        <>
          <TaskChip state={state} />
          <UnlinkButton error={error} monogram={state.monogram} />
        </>
      )
    case 'unknown':
      return (
        <>
          <TaskChip state={state} />
          <UnknownTask error={error} refusal={state.refusal} />
        </>
      )
  }
}

function UnlinkButton({ error, monogram }: { error: ErrorReference; monogram: string }) {
  const tasks = useTasks()
  const busy = tasks.pendingOf(error) !== undefined
  return (
    <TaskButton
      icon="unlink"
      name="Unlink task"
      label=""
      quiet
      {...{ busy }}
      onClick={() => tasks.unlink(error, monogram)}
    />
  )
}
