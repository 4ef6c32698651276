/** Milliseconds between two looks: less than what is slid away just before a click would have to last. */
const INTERVAL = 150

/**
 * Says again and again whether something of the page may be over our card, for browsers that do not say whether an element
 * is really seen (Firefox). The card is a modal dialog: only what came into the top layer after it can be over it, and of
 * that a later modal dialog would take the clicks itself. So any popover of the page counts, wherever it says that it is,
 * and what has filled the screen since.
 */
export function watchTopLayer(onLook: (isCovered: boolean) => void): () => void {
  const filling = document.fullscreenElement
  const look = () => {
    const fills = document.fullscreenElement !== null && document.fullscreenElement !== filling
    onLook(fills || hasPopover(document))
  }
  look()
  const timer = setInterval(look, INTERVAL)
  return () => clearInterval(timer)
}

/** In the page's own shadow roots too, which Firefox opens to extensions. */
function hasPopover(root: Document | ShadowRoot): boolean {
  if (root.querySelector(':popover-open')) return true
  return [...root.querySelectorAll('*')].some((element) => {
    const inner = rootOf(element)
    return inner !== null && hasPopover(inner)
  })
}

function rootOf(
  element: Element & { readonly openOrClosedShadowRoot?: ShadowRoot | null },
): ShadowRoot | null {
  return element.openOrClosedShadowRoot ?? element.shadowRoot
}
