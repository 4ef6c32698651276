import { html } from 'hono/html'
import type { Answer } from '../pages/answer.ts'

/**
 * Stands between a form and the redirect to an application. A page that follows a form ends what Chromium's
 * `form-action` looks at; this one goes on by itself, without a script.
 */
export function continuePage(path: string): Answer {
  return {
    title: 'One moment',
    width: 'narrow',
    headers: { refresh: `0; url=${path}` },
    body: html`<h1>One moment</h1>
<p>You are being sent on. <a class="button" href="${path}">Continue</a></p>`,
  }
}
