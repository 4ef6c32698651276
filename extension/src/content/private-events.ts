/** What tells what is typed. These events cross the border of a shadow root; others tell only that there was one. */
const TYPING = [
  'keydown',
  'keyup',
  'keypress',
  'beforeinput',
  'input',
  'compositionstart',
  'compositionupdate',
  'compositionend',
  'paste',
  'copy',
  'cut',
] as const

/** Shadow roots whose typing is nobody's business. */
const roots = new Map<EventTarget, ShadowRoot>()

/**
 * Keeps what is typed into `root` from the page, its keyboard shortcuts included. The content script listens before any
 * script of the page does, so that an event ends here; a copy of it that stays inside goes on to where it was going.
 */
export function keepTypingPrivate(host: HTMLElement, root: ShadowRoot): void {
  roots.set(host, root)
}

export function listenBeforeThePage(): void {
  for (const type of TYPING) window.addEventListener(type, intercept, { capture: true })
}

function intercept(event: Event): void {
  const root = event.target && roots.get(event.target)
  if (!root || !event.isTrusted) return
  event.stopImmediatePropagation()
  const copy = copyOf(event)
  root.activeElement?.dispatchEvent(copy)
  if (copy.defaultPrevented) event.preventDefault()
}

function copyOf(event: Event): Event {
  const same = { bubbles: event.bubbles, cancelable: event.cancelable, composed: false }
  if (!(event instanceof KeyboardEvent)) return new Event(event.type, same)
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing } = event
  return new KeyboardEvent(event.type, {
    ...same,
    key,
    code,
    ctrlKey,
    metaKey,
    altKey,
    shiftKey,
    isComposing,
  })
}
