import { html } from 'hono/html'
import { flag } from '../../pages/form.ts'
import type { Html } from '../../pages/layout.ts'

/** One of a `select`. */
export function choice(value: string, text: string, chosen: boolean): Html {
  return html`<option value="${value}"${flag('selected', chosen)}>${text}</option>`
}
