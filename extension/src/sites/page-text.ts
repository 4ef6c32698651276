/** No element that we read holds more than this of use; a hostile one may hold hundreds of megabytes. */
const LIMIT = 20_000

/** An element's text as it stands in the document; nothing for an element that is not there. */
export function textOf(node: Node | null | undefined): string {
  return (node?.textContent ?? '').slice(0, LIMIT).trim()
}

/** The same on one line. */
export function lineOf(node: Node | null | undefined): string {
  return oneLine(textOf(node))
}

export function lineAt(root: ParentNode, selector: string): string {
  return lineOf(root.querySelector(selector))
}

/** The lines of all elements that match. */
export function allLines(root: ParentNode, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map(lineOf)
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** The lines of a text that hold something, without their indentation. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
