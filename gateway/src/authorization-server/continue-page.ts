import { html } from 'hono/html'
import { page } from '../pages/layout.ts'

/**
 * Stands between a form and the redirect to an application. A page that follows a form ends what Chromium's
 * `form-action` looks at; this one goes on by itself, without a script.
 */
export async function continuePage(path: string): Promise<{ html: string; refresh: string }> {
  return {
    html: await page({
      title: 'One moment',
      width: 'narrow',
      body: html`<h1>One moment</h1><p>You are being sent on. <a class="button" href="${path}">Continue</a></p>`,
    }),
    refresh: `0; url=${path}`,
  }
}
