import { foundException } from './found-error.ts'
import { lineOf, linesOf } from './page-text.ts'
import type { FoundError, Site } from './site.ts'

/** What stops a page or spoils it. Notices and deprecations are for whoever reads the code. */
const SEVERE = /(?:fatal|parse|core|compile) error$|^warning$/i
const UNCAUGHT =
  /^\s*Uncaught ([\w\\]+)(?:: ([\s\S]*?))? in (\S+:\d+)\nStack trace:\n([\s\S]*?)\n\s*thrown in /
const PLAIN = /^\s*([\s\S]*) in (\S+) on line (\d+)/

/** `<b>Fatal error</b>:  message in <b>file</b> on line <b>3</b><br />`, wherever the output had got to. */
function* inOutput(document: Document): Generator<FoundError, void> {
  for (const anchor of document.querySelectorAll('br + b')) {
    const label = anchor.firstChild?.nodeValue ?? ''
    if (!SEVERE.test(label) || !anchor.nextSibling?.nodeValue?.startsWith(':')) continue
    const text = textUntilBreak(anchor)
    const [, type, message = '', place = '', trace = ''] = UNCAUGHT.exec(text) ?? []
    if (type) {
      const frames = [place, ...linesOf(trace).map((line) => line.replace(/^#\d+ /, ''))]
      yield foundException({ kind: 'php', type, message, frames, anchor })
      continue
    }
    const [, plain, file, line] = PLAIN.exec(text) ?? []
    if (plain)
      yield foundException({ kind: 'php', type: label, message: plain, frames: [`${file}:${line}`], anchor })
  }
}

function textUntilBreak(label: Element): string {
  let text = ''
  for (
    let node = label.nextSibling;
    node && node.nodeName !== 'BR' && text.length < 20_000;
    node = node.nextSibling
  ) {
    text += node.textContent
  }
  return text.slice(1)
}

/** Xdebug's table: what happened, then one row a call, outermost first. */
function* inXdebug(document: Document): Iterable<FoundError> {
  for (const table of document.querySelectorAll<HTMLTableElement>('table.xdebug-error')) {
    const anchor = table.rows[0]?.cells[0]
    const parts =
      /^(?:\( ! \) )?([\w ]+): (?:Uncaught ([\w\\]+)(?:: |(?= in )))?(.*?) in (\S+) on line (\d+)$/.exec(
        lineOf(anchor),
      )
    if (!anchor || !parts) continue
    const [, label = '', type = label, message = '', file, line] = parts
    if (!SEVERE.test(label)) continue
    const calls = [...table.rows].filter(({ cells }) => cells.length === 5 && cells[0]?.tagName === 'TD')
    const frames = calls.map(({ cells }) => {
      const [, at] = /:(\d+)$/.exec(lineOf(cells[4])) ?? []
      // Only the name: the arguments hold values.
      return `${lineOf(cells[3]).replace(/\(.*$/, '()')} ${cells[4]?.title}:${at}`
    })
    yield foundException({
      kind: 'php',
      type,
      message,
      frames: [`${file}:${line}`, ...frames.reverse()],
      anchor,
    })
  }
}

/** Errors in the output of PHP, with and without Xdebug. Checked against the output of PHP 8.2.36 and Xdebug 3.2.0, run. */
export const php: Site = {
  name: 'php',
  appliesTo: (document) =>
    document.getElementsByClassName('xdebug-error').length > 0 || !inOutput(document).next().done,
  *findErrors(document) {
    yield* inXdebug(document)
    yield* inOutput(document)
  },
}
