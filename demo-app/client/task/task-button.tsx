import { Icon, type IconName } from '../icons.tsx'

/** A small button of a row: an icon, and a label unless it is empty. */
export function TaskButton(props: {
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
