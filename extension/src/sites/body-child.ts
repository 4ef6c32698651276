/** A child of the page's body, by name. A selector would look at every element of the page. */
export function bodyChild(document: Document, ...names: readonly string[]): Element | undefined {
  return [...(document.body?.children ?? [])].find(({ localName }) => names.includes(localName))
}
