import type { TaskState } from '../../api.ts'
import { Icon, type IconName } from '../icons.tsx'

/** `T12 Open`, `T12 Resolved`, …: an icon and words, and a link to the task where there is one. */
export function TaskChip({ state }: { state: Exclude<TaskState, { kind: 'none' }> }) {
  const { kind } = state
  if (kind === 'creating') return <Chip kind="busy" icon="busy" text="Creating…" />
  if (kind === 'hidden') {
    const title = 'You may not see this task, or it no longer exists. Opens Maniphest in a new tab.'
    return (
      <Chip kind={kind} icon={kind} text={`${state.monogram} Not visible`} url={state.url} title={title} />
    )
  }
  if (kind === 'unknown') {
    const { message, remedy } = state.refusal
    const text = `${state.monogram} Unknown`
    return <Chip kind={kind} icon={kind} text={text} url={state.url} title={`${message} ${remedy}`} />
  }
  const title = [
    state.title,
    `Priority: ${state.priority.name}`,
    state.owner ? `Assigned to ${state.owner}` : 'Nobody is assigned',
    'Opens Maniphest in a new tab.',
  ].join('\n')
  return (
    <Chip
      kind={kind}
      icon={kind}
      text={`${state.monogram} ${state.status.name}`}
      url={state.url}
      title={title}
    />
  )
}

/** For a task whose state has not been answered yet. */
export function PendingChip({ monogram }: { monogram: string }) {
  return <Chip kind="busy" icon="busy" text={`${monogram} Checking…`} />
}

function Chip(props: { kind: string; icon: IconName; text: string; url?: string; title?: string }) {
  const { kind, icon, text, url, title } = props
  if (!url) {
    return (
      <span class={`chip chip-${kind}`} title={title}>
        <Icon name={icon} />
        <span>{text}</span>
      </span>
    )
  }
  return (
    <a class={`chip chip-${kind}`} href={url} title={title} target="_blank" rel="noopener">
      <Icon name={icon} />
      <span>{text}</span>
      <Icon name="external" class="faint" />
    </a>
  )
}
