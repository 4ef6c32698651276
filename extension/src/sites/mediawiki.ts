import { foundException } from './found-error.ts'
import { linesOf, textOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'

const BOX = '.errorbox, .mw-message-box-error, .cdx-message--error'
/** `[request] /address   Type: message`, then perhaps `Backtrace:` and the calls. The address may hold tokens: left out. */
const DETAILED = /^\[([^\]\s]*)\] .*?\s{3}([\w\\]+): ([\s\S]*?)(?:\s*\n?Backtrace:\s*([\s\S]*))?$/
/** `[request] 2026-11-25 10:00:00: Fatal exception of type "Type"`, in the language of the wiki. */
const TERSE =
  /^\[([^\]\s]*)\] [\d-]+ [\d:]+: [\s\S]*?([A-Z]\w*(?:\\\w+)*(?:Error|Exception)|[A-Z]\w+(?=["”»“]))/

function boxOf(document: Document): Element | undefined {
  // Without its skin the wiki shows the box alone.
  const boxes =
    document.getElementById('mw-content-text')?.querySelectorAll(BOX) ??
    [...(document.body?.children ?? [])].filter((child) => child.matches(BOX))
  return [...boxes].find(read)
}

function read(anchor: Element): FoundError | undefined {
  const text = textOf(anchor)
  const [, request, type, message = '', trace = ''] = DETAILED.exec(text) ?? TERSE.exec(text) ?? []
  if (!type) return undefined
  const frames = linesOf(trace).map((line) => line.replace(/^(?:#\d+|from) /, ''))
  return foundException({ kind: 'mediawiki', type, message, frames, context: [`Request ${request}`], anchor })
}

/** Exceptions of MediaWiki. Checked against MediaWiki 1.39.17 (`MWExceptionRenderer.php`, `Html.php`) and 1.35, read. */
export const mediaWiki: Site = {
  name: 'mediawiki',
  appliesTo: (document) => boxOf(document) !== undefined,
  *findErrors(document) {
    const box = boxOf(document)
    const error = box && read(box)
    if (error) yield error
  },
}
