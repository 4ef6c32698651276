import { html } from 'hono/html'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { returnToOf } from './return-to.ts'

/** The one time that they are shown. */
export function recoveryCodesPage(visit: Visit, codes: readonly string[], title: string): Answer {
  return {
    title,
    section: 'second-factor',
    width: 'narrow',
    body: html`<h1>${title}</h1>
${notice('good', 'Your second factor works. One thing is left: keep these codes.')}
<p>Each of them stands in for your second factor once, when your telephone is lost or broken. Print them, or keep them
with your passwords. They are not shown again.</p>
<pre class="secret" aria-label="Recovery codes">${codes.join('\n')}</pre>
<p><a class="button" href="${returnToOf(visit) ?? paths.secondFactor}">I have kept them</a></p>`,
  }
}
