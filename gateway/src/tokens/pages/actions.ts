import { html } from 'hono/html'
import { type Form, flag, formOf, textField, textOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { LONGEST_OVERLAP } from '../end.ts'
import { type ApiToken, stateOf } from '../tokens.ts'
import { LONGEST_NAME } from '../values.ts'
import { addressesField } from './addresses-field.ts'
import { pathOf } from './paths.ts'
import { rightsField } from './rights-field.ts'
import type { Shown } from './token-page.ts'
import { plainRange } from './words.ts'

const DAY = 86_400
const USUAL_OVERLAP = 60
const EARLIER = [1, 7, 30, 90]

interface Action {
  readonly action: string
  readonly title: string
  readonly button: string
  readonly look?: 'danger'
  readonly body: (form: Form, error: string | undefined) => Html
}

/** What can be done with a token, each in a fold of its own. The one that was refused is open, with what was typed. */
export async function actions(visit: Visit, token: ApiToken, refused: Shown['refused']): Promise<Html> {
  const { session } = visit
  return html`<div class="folds">${(await actionsOf(visit, token)).map(
    ({ action, title, button, look, body }) => {
      const isRefused = refused?.action === action
      const form = isRefused ? formOf(refused.form) : {}
      return html`<details class="card"${flag('open', isRefused)}><summary>${title}</summary>
<form method="post" action="${pathOf(token)}${action}">${csrfField(session)}
${body(form, isRefused ? refused.refusal.message : undefined)}
<label class="why">Why (optional)<input name="reason" type="text" maxlength="1000" autocomplete="off" value="${textOf(form, 'reason')}"></label>
<button${look ? html` class="${look}"` : ''} type="submit">${button}</button></form></details>`
    },
  )}</div>`
}

async function actionsOf(visit: Visit, token: ApiToken): Promise<Action[]> {
  const { gateway, session } = visit
  const state = stateOf(token, gateway.now())
  if (token.userPhid !== session.account.phid) return state === 'active' ? [revoke] : []
  if (state === 'disposed') return []
  if (state !== 'active') return [rename(token), dispose]
  const methods = [...(await gateway.backend.methods()).keys()]
  const earlier = expiry(token, gateway.now())
  return [rotate, rename(token), narrow(token, methods), limit(token), ...earlier, revoke, dispose]
}

const rotate: Action = {
  action: 'rotate',
  title: 'Rotate: a new secret for the same token',
  button: 'Rotate',
  body: (form, error) =>
    textField({
      name: 'overlap',
      label: 'Minutes that the old secret stays good',
      value: textOf(form, 'overlap') || String(USUAL_OVERLAP),
      error,
      hint: `0 to ${LONGEST_OVERLAP}. In that time, give the new secret to whatever uses the token. Rotating again ends the older secret at once.`,
    }),
}

const revoke: Action = {
  action: 'revoke',
  title: 'Revoke: end it',
  button: 'Revoke',
  look: 'danger',
  body: () => html`<p>The next call with it fails. It cannot be brought back.</p>`,
}

const dispose: Action = {
  action: 'dispose',
  title: 'Dispose of it, and keep its record',
  button: 'Dispose of it',
  look: 'danger',
  body: () =>
    html`<p>Ends the token and wipes what is stored of its secrets: not even a leaked key tells anything of it then. Its name and its history stay.</p>`,
}

const rename = ({ name }: ApiToken): Action => ({
  action: 'name',
  title: 'Rename',
  button: 'Save the name',
  body: (form, error) =>
    textField({
      name: 'name',
      label: 'Name',
      value: Object.hasOwn(form, 'name') ? textOf(form, 'name') : name,
      error,
      required: true,
      maxLength: LONGEST_NAME,
      autocomplete: 'off',
    }),
})

function narrow({ rights }: ApiToken, methods: readonly string[]): Action {
  const held = typeof rights === 'string' ? [] : [...rights]
  return {
    action: 'rights',
    title: 'Take rights away',
    button: 'Save what it may do',
    body: (form, error) =>
      rightsField({
        methods: new Set([...methods, ...held.map((scope) => scope.replace(/:.*/, ''))]),
        within: rights,
        chosen: textOf(form, 'rights') || (typeof rights === 'string' ? '' : 'scopes'),
        ticked: new Set(Object.hasOwn(form, 'rights') ? textsOf(form, 'scope') : held),
        error,
      }),
  }
}

const limit = ({ addresses }: ApiToken): Action => ({
  action: 'addresses',
  title: 'Limit where it can be used',
  button: 'Save the addresses',
  body: (form, error) =>
    addressesField(
      Object.hasOwn(form, 'addresses') ? textOf(form, 'addresses') : addresses.map(plainRange).join('\n'),
      error,
    ),
})

/** Nothing to choose when it ends tomorrow anyway. */
function expiry({ expiresAt }: ApiToken, now: number): Action[] {
  const days = EARLIER.filter((count) => expiresAt === undefined || now + count * DAY < expiresAt)
  if (days.length === 0) return []
  const body = () =>
    html`<div class="field"><label for="expires">Ends in</label><select id="expires" name="expires">${days.map(
      (count) => html`<option value="${count}">${count === 1 ? '1 day' : `${count} days`}</option>`,
    )}</select></div>`
  return [{ action: 'expiry', title: 'Let it end earlier', button: 'Save the end', body }]
}
