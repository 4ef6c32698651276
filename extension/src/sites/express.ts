import { foundException } from './found-error.ts'
import { textOf } from './page-text.ts'
import type { Site } from './site.ts'

/** Begins every call of the stack: Express writes spaces that HTML would swallow as no-break spaces. */
const CALL = / \u00a0 \u00a0at /

/** The page for an exception outside production. Checked against Express 5.3.0, run. */
export const express: Site = {
  name: 'express',
  appliesTo: (document) =>
    document.title === 'Error' && CALL.test(textOf(document.querySelector('body > pre'))),
  *findErrors(document) {
    const anchor = document.querySelector('body > pre')
    if (!anchor) return
    const [first = '', ...frames] = textOf(anchor).split(CALL)
    const [, type, message = first] = /^(\w+): ([\s\S]*)$/.exec(first) ?? []
    yield foundException({ kind: 'express', type, message, frames, anchor })
  },
}
