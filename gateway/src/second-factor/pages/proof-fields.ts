import { html } from 'hono/html'
import { pageHeaders } from '../../authorization-server/page-headers.ts'
import type { Gateway } from '../../gateway.ts'
import { passkeyScriptPath } from '../../pages/assets.ts'
import { textField } from '../../pages/form.ts'
import { icon } from '../../pages/icons.ts'
import type { Html } from '../../pages/layout.ts'
import { type Bond, newChallenge } from '../challenges.ts'
import type { SecondFactor } from '../factors.ts'
import { authenticationCeremony, type Ceremony, canHavePasskeys } from '../passkeys.ts'
import { fields } from '../prove.ts'

/** The one kind of page with a script: a browser reaches a passkey by nothing else. All of it works without. */
export const scriptHeaders = {
  'content-security-policy': `${pageHeaders['content-security-policy']}; script-src 'self'`,
}

/** Asks. What a form needs in it to be a proof; the button that sends the form is part of it. */
export async function proofFields(
  gateway: Gateway,
  bond: Bond,
  factors: readonly SecondFactor[],
  button: string,
): Promise<Html> {
  const passkeys = factors.filter((factor) => factor.kind === 'passkey')
  const hasApp = passkeys.length < factors.length
  const usable = passkeys.length > 0 && canHavePasskeys(gateway.config)
  const ceremony = usable ? await authenticationCeremony(gateway.config, passkeys) : undefined
  const challenge = await newChallenge(gateway, bond, { webauthn: ceremony?.challenge })
  return html`<input type="hidden" name="${fields.challenge}" value="${challenge}">
${ceremony ? passkeyButton('get', ceremony, 'Use your passkey') : ''}
${hasApp ? textField({ name: fields.code, label: 'Code', hint: 'Six digits, from your authenticator app.', autocomplete: 'one-time-code', inputMode: 'numeric', maxLength: 12, autofocus: true }) : ''}
${hasApp ? html`<button type="submit">${button}</button>` : ''}
<details class="instead"><summary>Use a recovery code instead</summary>
${textField({ name: fields.recoveryCode, label: 'Recovery code', hint: 'One of the ten that you were given when you set up your second factor. It is good once.', autocomplete: 'off', maxLength: 40 })}
<button class="quiet" type="submit">${button}</button></details>`
}

/** Hidden until its script finds that the browser knows passkeys. */
export function passkeyButton(ceremony: 'create' | 'get', { options }: Ceremony, text: string): Html {
  return html`<input type="hidden" name="${fields.passkey}" value="">
<noscript><p class="notice warn">Passkeys need JavaScript, which is off in this browser.</p></noscript>
<script type="module" src="${passkeyScriptPath}"></script>
<div class="field" data-passkey="${ceremony}" data-options="${options}" hidden>
<button type="button">${icon('key')}${text}</button>
<p class="error" role="alert" hidden>That did not work, or was cancelled. You can try again.</p></div>`
}
