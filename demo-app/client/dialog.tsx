import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from './icons.tsx'

/**
 * A modal dialog, open as long as it is drawn. When it goes, focus returns to the element that had it, or, when that is
 * gone because its button did its work, to what `focusAfter` finds.
 */
export function Dialog(props: {
  title: string
  subtitle?: string
  /** A request is under way: closing waits for its answer. */
  busy?: boolean
  wide?: boolean
  onClose: () => void
  focusAfter: () => HTMLElement | null | undefined
  children: ComponentChildren
}) {
  const element = useRef<HTMLDialogElement>(null)
  const { focusAfter } = props
  const titleId = useId()

  useLayoutEffect(() => {
    const opener = document.activeElement
    element.current?.showModal()
    return () => {
      // By then the page behind has been drawn with what the dialog changed.
      setTimeout(() => {
        const back = opener instanceof HTMLElement && opener.isConnected ? opener : focusAfter()
        back?.focus()
      })
    }
  }, [])

  const cancel = (event: Event) => {
    event.preventDefault()
    if (!props.busy) props.onClose()
  }

  return (
    <dialog
      ref={element}
      class={props.wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={cancel}
    >
      <header class="dialog-head">
        <div>
          <h2 id={titleId}>{props.title}</h2>
          {props.subtitle && <p class="dialog-subtitle">{props.subtitle}</p>}
        </div>
        <button
          type="button"
          class="button quiet icon-only"
          aria-label="Dismiss"
          disabled={props.busy ?? false}
          onClick={props.onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </dialog>
  )
}
