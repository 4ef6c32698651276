import { foundException } from './found-error.ts'
import { allLines, lineAt, lineOf } from './page-text.ts'
import type { Site } from './site.ts'

/** Flask's debugger. Checked against the page of Werkzeug 3.1.8 under Flask 3.1.3, run. */
export const werkzeug: Site = {
  name: 'werkzeug',
  appliesTo: (document) => document.title.endsWith('// Werkzeug Debugger'),
  *findErrors(document) {
    const anchor = document.querySelector('.debugger > h1')
    if (!anchor) return
    const type = lineOf(anchor)
    const message = lineAt(document, '.errormsg').replace(`${type}: `, '')
    const frames = allLines(document, '.traceback .frame h4')
    yield foundException({ kind: 'werkzeug', type, message, frames: frames.reverse(), anchor })
  },
}
