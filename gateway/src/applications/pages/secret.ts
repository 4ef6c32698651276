import { html } from 'hono/html'
import { type Form, textOf } from '../../pages/form.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import type { Session } from '../../sessions/sessions.ts'
import { LONGEST_OVERLAP } from '../reset-secret.ts'

/** Minutes that the old secret stays good, as people are offered them. */
const overlaps = [
  { minutes: 0, text: 'It stops at once: the secret has leaked' },
  { minutes: 60, text: 'An hour' },
  { minutes: 24 * 60, text: 'A day' },
  { minutes: LONGEST_OVERLAP, text: 'A week' },
]

/** The form that replaces the secret. */
export function secretSection(session: Session, action: string): Html {
  return html`<section class="card"><h2>Replace the secret</h2>
<p>The application needs the new secret before the old one stops: without it, it can neither sign anybody in nor renew a token.</p>
<form method="post" action="${action}">${csrfField(session)}
<div class="field"><label for="overlap">How long the old one stays good</label>
<select id="overlap" name="overlap">${overlaps.map(({ minutes, text }) => html`<option value="${minutes}">${text}</option>`)}</select></div>
<button class="danger" type="submit">Replace the secret</button></form></section>`
}

/** Nothing that was not offered: what is no number stops the old one at once. */
export function overlapIn(form: Form): number {
  const minutes = Number(textOf(form, 'overlap'))
  return overlaps.some((offered) => offered.minutes === minutes) ? minutes : 0
}

export function overlapText(minutes: number): string {
  return minutes === 0 ? 'The old one stopped working.' : `The old one works for ${minutes} minutes more.`
}

/** The one place where a client secret is ever shown. */
export function secretNotice(clientSecret: string, more = ''): Html {
  return notice(
    'good',
    html`This is the new client secret. Copy it now: it is not shown again. ${more}
<code class="secret" aria-label="Client secret">${clientSecret}</code>`,
  )
}
