import { watchTopLayer } from './top-layer.ts'

/** Milliseconds for which the card must have been seen before a press counts: nothing may be slid under a click. */
const SEEN = 400

interface VisibilityEntry extends IntersectionObserverEntry {
  readonly isVisible?: boolean
}

export type Press =
  /** A gesture of the user, who sees what is pressed. */
  | 'meant'
  /** Something is over the card. */
  | 'covered'
  /** No gesture at all, or one that began before the card was there, as the second half of a double click. */
  | 'not-meant'

export interface CoverWatch {
  readonly judge: (event: Event) => Press
  readonly stop: () => void
}

/**
 * A page can put something of its own over the card and lure a click. Chromium says whether an element is really seen
 * (`trackVisibility`); elsewhere what is under the pointer must be ours, and nothing of the page may have been above it.
 */
export function coverWatch(dialog: HTMLElement, host: HTMLElement): CoverWatch {
  let seen: { readonly since: number } | 'covered' | undefined
  let stopWatching: (() => void) | undefined
  const look = (isCovered: boolean) => {
    if (isCovered) seen = 'covered'
    else if (typeof seen !== 'object') seen = { since: performance.now() }
  }
  const observer = new IntersectionObserver(
    (entries) => {
      const entry: VisibilityEntry | undefined = entries.at(-1)
      if (entry?.isVisible !== undefined) look(!entry.isVisible)
      else stopWatching ??= watchTopLayer(look)
    },
    // What is scrolled out of a long card is still there.
    { threshold: [0, 0.5, 1], trackVisibility: true, delay: 100 } as IntersectionObserverInit,
  )
  observer.observe(dialog)
  let lastClick: MouseEvent | undefined
  dialog.addEventListener('click', (event) => (lastClick = event), { capture: true })
  return {
    judge(event) {
      if (!event.isTrusted) return 'not-meant'
      if (seen === 'covered') return 'covered'
      // A form is sent by a click on its button, also when it was the Enter key.
      const click = event instanceof MouseEvent ? event : lastClick
      // A key press has no place under which something could be slid.
      if (!click || click.detail === 0) return 'meant'
      if (stopWatching && !isOnTop(click, host)) return 'covered'
      return seen !== undefined && performance.now() - seen.since >= SEEN ? 'meant' : 'not-meant'
    },
    stop() {
      observer.disconnect()
      stopWatching?.()
    },
  }
}

function isOnTop({ clientX, clientY }: MouseEvent, host: HTMLElement): boolean {
  return document.elementFromPoint(clientX, clientY) === host
}
