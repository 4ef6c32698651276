import { foundException } from './found-error.ts'
import { linesOf, textOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'

const BOX = '.errorbox, .mw-message-box-error, .cdx-message--error'
/** `[request] /address   Type: message`, then perhaps `Backtrace:` and the calls. The address may hold tokens: left out. */
const DETAILED = /^\[([^\]\s]*)\] .*?\s{3}([\w\\]+): ([\s\S]*?)(?:\s*\n?Backtrace:\s*([\s\S]*))?$/
/** `[request] 2026-11-25 10:00:00: Fatal exception of type "Type"`, in the language of the wiki. */
const TERSE = /^\[([^\]\s]*)\] [\d-]+ [\d:]+: [\s\S]*?([A-Z]\w*(?:\\\w+)*(?:Error|Exception))/
/** Where showing the exception failed as well: no box, no HTML, and the second exception after the first. */
const BARE = /^MediaWiki internal error\.\s+Original exception: ([\s\S]*?)(?:\s+Exception caught inside|$)/

function boxOf(document: Document): Element | undefined {
  const { body } = document
  const content = document.getElementById('mw-content-text')
  if (content) return [...content.querySelectorAll(BOX)].find(read)
  // Without its skin the wiki shows the box alone.
  const boxes = [...(body?.children ?? [])].filter((child) => child.matches(BOX))
  return [...boxes, ...(body?.firstChild?.nodeType === Node.TEXT_NODE ? [body] : [])].find(read)
}

function read(anchor: Element): FoundError | undefined {
  const text = textOf(anchor)
  const line = BARE.exec(text)?.[1] ?? text
  const [, request, type, message = '', trace = ''] = DETAILED.exec(line) ?? TERSE.exec(line) ?? []
  if (!type) return undefined
  const frames = linesOf(trace).map((call) => call.replace(/^(?:#\d+|from) /, ''))
  return foundException({ kind: 'mediawiki', type, message, frames, context: [`Request ${request}`], anchor })
}

/** Exceptions of MediaWiki. Checked against MediaWiki 1.39.17, run, and its `MWExceptionRenderer.php` and that of 1.35, read. */
export const mediaWiki: Site = {
  name: 'mediawiki',
  appliesTo: (document) => boxOf(document) !== undefined,
  *findErrors(document) {
    const box = boxOf(document)
    const error = box && read(box)
    if (error) yield error
  },
}
