import { foundException } from './found-error.ts'
import { lineAt, lineOf, linesOf, textOf } from './page-text.ts'
import type { Site } from './site.ts'

/** The error that the overlay shows just now. Checked against Next.js 16.4.6, run: runtime errors of both sides, and of the build. */
export const next: Site = {
  name: 'next',
  appliesTo: (document) => document.getElementsByTagName('nextjs-portal').length > 0,
  *findErrors(document) {
    for (const { shadowRoot } of document.getElementsByTagName('nextjs-portal')) {
      const anchor = shadowRoot?.querySelector('#nextjs__container_errors_desc')
      if (!shadowRoot || !anchor) continue
      // `Runtime TypeError`, `Build Error`
      const label = lineAt(shadowRoot, '#nextjs__container_errors_label')
      const calls = shadowRoot.querySelectorAll('[data-nextjs-call-stack-frame-ignored="false"]')
      const place = lineAt(shadowRoot, '[data-nextjs-codeframe] [data-text]')
      yield foundException({
        kind: 'next',
        type: label.replace(/^(?:Unhandled |Runtime |Console )+(?=.)/, ''),
        message: linesOf(textOf(anchor))[0] ?? '',
        frames: [...calls].map((call) => [...call.children].map(lineOf).join(' ')),
        place,
        context: [place],
        anchor,
      })
    }
  },
}
