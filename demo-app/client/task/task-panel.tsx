import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Refusal, TaskState } from '../../api.ts'
import { Icon, type IconName } from '../icons.tsx'
import { leaveFor } from '../session/interruption.ts'
import { PendingChip, TaskChip } from './task-chip.tsx'
import type { ErrorReference } from './task-states.ts'
import { panelControl, useTasks } from './tasks.tsx'

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
            onClick={() => tasks.show({ kind: 'create', error: pick(error) })}
          />
          <TaskButton
            icon="link"
            name="Link task"
            label="Link"
            quiet
            onClick={() => tasks.show({ kind: 'link', error: pick(error) })}
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
            onClick={() => tasks.show({ kind: 'close', error: pick(error), monogram: state.monogram })}
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
            name="Reopen task"
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
          <WayOut error={error} refusal={state.refusal} />
        </>
      )
  }
}

/** One button that helps against an unknown state; the reason is one click away. */
function WayOut({ error, refusal }: { error: ErrorReference; refusal: Refusal }) {
  const tasks = useTasks()
  const { action } = refusal
  if (action.kind === 'sign-in') {
    return (
      <a class="button small quiet" href={action.url} onClick={() => leaveFor()}>
        Sign in to see it
      </a>
    )
  }
  if (action.kind === 'grant') {
    return (
      <a class="button small quiet" href={action.url} onClick={() => leaveFor()}>
        Grant access
      </a>
    )
  }
  if (action.kind === 'ask-administrator') {
    const again = () => void tasks.check(error)
    const title = `It is not known how ${error.task ?? 'the task'} stands`
    return (
      <TaskButton
        icon="info"
        name="Why?"
        onClick={() => tasks.show({ kind: 'refused', error: pick(error), title, refusal, again })}
      />
    )
  }
  const checking = tasks.pendingOf(error) === 'checking'
  return (
    <TaskButton
      icon="reopen"
      name="Retry"
      label={checking ? 'Checking…' : 'Retry'}
      busy={checking}
      onClick={() => tasks.check(error)}
    />
  )
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

function TaskButton(props: {
  icon: IconName
  /** What a screen reader says, which begins with the label. */
  name: string
  label?: string
  quiet?: boolean
  busy?: boolean
  onClick: () => void
}) {
  const { icon, name, label = name, quiet, busy } = props
  const looks = ['button', 'small', quiet && 'quiet', label === '' && 'icon-only'].filter(Boolean).join(' ')
  return (
    <button
      type="button"
      class={looks}
      aria-label={name}
      // Not `disabled`: that would throw away the focus.
      aria-disabled={busy ?? false}
      title={label === '' ? name : undefined}
      onClick={() => !busy && props.onClick()}
    >
      <Icon name={icon} />
      {label}
    </button>
  )
}

/** Only what dialogs need, since it may be stored. */
const pick = ({ id, type, message, task }: ErrorReference): ErrorReference => ({ id, type, message, task })
