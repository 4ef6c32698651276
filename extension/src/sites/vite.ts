import { bodyChild } from './body-child.ts'
import { foundException } from './found-error.ts'
import { lineAt, linesOf, textOf } from './page-text.ts'
import type { Site } from './site.ts'

/** The overlay of the development server. Checked against Vite 8.3.8, run. */
export const vite: Site = {
  name: 'vite',
  appliesTo: (document) => bodyChild(document, 'vite-error-overlay') !== undefined,
  *findErrors(document) {
    for (const { shadowRoot } of document.querySelectorAll('body > vite-error-overlay')) {
      const anchor = shadowRoot?.querySelector('.message')
      if (!shadowRoot || !anchor) continue
      const [, plugin] = /^\[plugin:(.+)\]$/.exec(lineAt(anchor, '.plugin')) ?? []
      const place = lineAt(shadowRoot, '.file')
      yield foundException({
        kind: 'vite',
        type: plugin,
        message: lineAt(anchor, '.message-body'),
        // The stack is Vite's own: what is wrong is in the file.
        place,
        context: [place, ...linesOf(textOf(shadowRoot.querySelector('.frame')))],
        anchor,
      })
    }
  },
}
