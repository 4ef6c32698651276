import { foundException } from './found-error.ts'
import { allLines, lineAt, lineOf } from './page-text.ts'
import type { Site } from './site.ts'

/** The page for an exception in development. Checked against the page of Rails 6.1.7, run. */
export const rails: Site = {
  name: 'rails',
  appliesTo: (document) => document.title === 'Action Controller: Exception caught',
  *findErrors(document) {
    const anchor = document.querySelector('h1')
    if (!anchor) return
    const [, type = '', action] = /^(.*?)(?: in (\S+#\S+))?$/.exec(lineOf(anchor)) ?? []
    // Until Rails 6.0 the message was a second heading.
    const message = lineAt(document, '.exception-message .message, #container h2')
    const frames = allLines(document, '[id^="Application-Trace"] .trace-frames-0, #Application-Trace a')
    yield foundException({ kind: 'rails', type, message, frames, place: action, context: [action], anchor })
  },
}
