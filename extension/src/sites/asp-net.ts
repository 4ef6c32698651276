import { bodyChild } from './body-child.ts'
import { foundException } from './found-error.ts'
import { lineAt, linesOf, textOf } from './page-text.ts'
import type { Site } from './site.ts'

const HEADING = 'body > span > h1'

/** `[NullReferenceException: message]` and the calls below it. */
const STACK = /^\s*\[(\w+)(?: \(0x\w+\))?(?:: ([\s\S]*?))?\]\s*\n([\s\S]*)$/

/** The yellow page of the .NET Framework. Checked against the source of System.Web 4.8 (`ErrorFormatter.cs`), read. */
export const aspNet: Site = {
  name: 'asp-net',
  appliesTo: (document) => bodyChild(document, 'span')?.querySelector(':scope > h1 + h2 > i') != null,
  *findErrors(document) {
    const anchor = document.querySelector(HEADING)
    const title = lineAt(document, `${HEADING} + h2`)
    const boxes = [...document.querySelectorAll('code pre')].map(textOf)
    const [, type, message = title, calls = ''] = boxes.map((box) => STACK.exec(box)).find(Boolean) ?? []
    // A page that is not there looks the same.
    if (!anchor || (!type && /\bHTTP 4\d\d\b/.test(textOf(document.body)))) return
    const frames = linesOf(calls.replace(/\n\s*\n[\s\S]*$/, ''))
    const place = document.location.pathname
    yield foundException({ kind: 'asp-net', type, message, frames, place, anchor })
  },
}
