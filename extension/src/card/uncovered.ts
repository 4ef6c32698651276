/** Milliseconds for which the card must have been seen before a press counts: nothing may be slid under a click. */
const SEEN = 400

interface VisibilityEntry extends IntersectionObserverEntry {
  readonly isVisible?: boolean
}

export interface CoverWatch {
  /** Whether this is a real gesture of the user, who sees what is pressed. */
  readonly allows: (event: Event) => boolean
  readonly stop: () => void
}

/**
 * A page can put something of its own over the card and lure a click. Chromium says whether an element is really seen
 * (`trackVisibility`); elsewhere what is under the pointer must be ours.
 */
export function coverWatch(dialog: HTMLElement, host: HTMLElement): CoverWatch {
  let seenSince: number | undefined
  let isTracked = false
  const observer = new IntersectionObserver(
    (entries) => {
      const entry: VisibilityEntry | undefined = entries.at(-1)
      isTracked = entry?.isVisible !== undefined
      if (!entry?.isVisible) seenSince = undefined
      else seenSince ??= performance.now()
    },
    { threshold: 0.9, trackVisibility: true, delay: 100 } as IntersectionObserverInit,
  )
  observer.observe(dialog)
  return {
    allows(event) {
      if (!event.isTrusted) return false
      if (!isTracked) return !(event instanceof MouseEvent) || isOnTop(event, host)
      return seenSince !== undefined && performance.now() - seenSince >= SEEN
    },
    stop: () => observer.disconnect(),
  }
}

/** A key press has no place. */
function isOnTop({ clientX, clientY, detail }: MouseEvent, host: HTMLElement): boolean {
  return detail === 0 || document.elementFromPoint(clientX, clientY) === host
}
