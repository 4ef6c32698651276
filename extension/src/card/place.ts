const GAP = 6
const MARGIN = 8

/** Puts the card under its chip, or over it where there is no room; and keeps it whole in the window as it grows. */
export function place(dialog: HTMLElement, beside: DOMRect): void {
  const fit = () => {
    const { offsetWidth: width, offsetHeight: height } = dialog
    // Without the page's scrollbar, which may be on either side of it.
    const window = document.documentElement.clientWidth
    const start = dialog.dir === 'rtl' ? beside.right - width : beside.left
    const below = beside.bottom + GAP
    const above = beside.top - GAP - height
    const isRoomBelow = below + height <= innerHeight - MARGIN
    dialog.style.left = `${within(start, window - width)}px`
    dialog.style.top = `${within(isRoomBelow || above < MARGIN ? below : above, innerHeight - height)}px`
  }
  fit()
  const observer = new ResizeObserver(fit)
  observer.observe(dialog)
  addEventListener('resize', fit)
  dialog.addEventListener('close', () => {
    observer.disconnect()
    removeEventListener('resize', fit)
  })
}

/** The chip itself may be out of sight: a key opens it wherever the page is scrolled to. */
function within(wanted: number, room: number): number {
  return Math.max(MARGIN, Math.min(wanted, room - MARGIN))
}
