const GAP = 6
const MARGIN = 8

/** Puts the card under its chip, or over it where there is more room; and keeps it in the window as it grows. */
export function place(dialog: HTMLElement, beside: DOMRect): void {
  const fit = () => {
    const { offsetWidth: width, offsetHeight: height } = dialog
    const left = Math.max(MARGIN, Math.min(beside.left, innerWidth - width - MARGIN))
    const below = beside.bottom + GAP
    const above = beside.top - GAP - height
    const fits = below + height <= innerHeight - MARGIN
    const top = fits ? below : above >= MARGIN ? above : innerHeight - height - MARGIN
    dialog.style.left = `${left}px`
    dialog.style.top = `${Math.max(MARGIN, top)}px`
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
