import { idle } from './slices.ts'

const ATTRIBUTES = ['key', 'title', 'description', 'link', 'project'].map((name) => `data-conduit-${name}`)

/**
 * Calls `onChange` when the page has changed and is idle again: one that loads more rows, or is built by a program. What
 * `isOurs` is no change.
 */
export function watchPage(isOurs: (node: Node) => boolean, onChange: () => Promise<void>): void {
  let isWaiting = false
  const observer = new MutationObserver((records) => {
    if (isWaiting || !records.some((record) => concernsPage(record, isOurs))) return
    isWaiting = true
    void idle().then(() => {
      isWaiting = false
      return onChange()
    })
  })
  observer.observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  })
}

function concernsPage(
  { type, addedNodes, removedNodes }: MutationRecord,
  isOurs: (node: Node) => boolean,
): boolean {
  if (type === 'attributes') return true
  return [...removedNodes].length > 0 || [...addedNodes].some((node) => !isOurs(node))
}
