import { html } from 'hono/html'
import type { Answer } from '../pages/answer.ts'

/**
 * The authorization server may go straight on to an application. Chromium holds redirects after a form to the page's
 * `form-action`, which names no application, so that way is a page of its own that goes on by itself.
 */
export function goOn(returnTo: string, title = 'You are signed in'): Answer {
  if (!returnTo.startsWith('/oauthserver/')) return { seeOther: returnTo }
  return {
    title,
    width: 'narrow',
    headers: { refresh: `0; url=${returnTo}` },
    body: html`<h1>${title}</h1>
<p><a class="button" href="${returnTo}">Continue</a></p>`,
  }
}
