import { html, raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { originOf } from '../../audit/security-log.ts'
import type { Answer } from '../../pages/answer.ts'
import { formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { admitted } from '../admission.ts'
import { newChallenge, type SealedSecret, takeChallenge } from '../challenges.ts'
import { type EnrolmentBond, enrolmentBond } from '../enrolment.ts'
import { fields } from '../prove.ts'
import { sealSecret, unsealSecret } from '../sealed-secret.ts'
import { newTotpSecret, stepOf, totpAddress } from '../totp.ts'
import { finish, nameField, nameOf, startAgain } from './finish.ts'
import { returnField, returnToOf } from './return-to.ts'

/** Shows a new secret, which counts for nothing until a code made with it has come. */
export async function beginApp(visit: Visit): Promise<Answer> {
  return admitted(visit, 'add an authenticator app', async () => {
    const { gateway, session } = visit
    const secret = newTotpSecret()
    const pending = await sealSecret(gateway, session.account.phid, secret)
    return appPage(visit, await enrolmentBond(visit, 'totp'), { pending, secret })
  })
}

export async function finishApp(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const form = formOf(request.body)
  const bond = await enrolmentBond(visit, 'totp')
  const { pending } = (await takeChallenge(gateway, textOf(form, fields.challenge), bond)) ?? {}
  if (!pending) return startAgain
  const secret = await unsealSecret(gateway, bond.userPhid, pending)
  const name = nameOf(form)
  const step = stepOf(secret, textOf(form, fields.code), gateway.now())
  if (!name || step === undefined) {
    const errors = {
      name: name ? undefined : 'Give it a name of at most 80 characters.',
      code:
        step === undefined ? 'This is not the code of now. Is the clock of your telephone right?' : undefined,
    }
    return appPage(visit, bond, { pending, secret, errors })
  }
  return finish(visit, { kind: 'totp', name, secret: pending, step }, bond, originOf(request))
}

interface AppState {
  readonly pending: SealedSecret
  readonly secret: string
  readonly errors?: { readonly name: string | undefined; readonly code: string | undefined }
}

async function appPage(
  visit: Visit,
  bond: EnrolmentBond,
  { pending, secret, errors }: AppState,
): Promise<Answer> {
  const { gateway, session, request } = visit
  const issuer = `Conduit gateway (${new URL(gateway.config.publicUrl).host})`
  const challenge = await newChallenge(gateway, bond, { pending })
  const name = textOf(formOf(request.body), 'name') || 'Authenticator app'
  return {
    status: errors ? 422 : 200,
    title: 'Set up an authenticator app',
    section: 'second-factor',
    width: 'narrow',
    body: html`<p class="small"><a href="${paths.secondFactor}">Back</a></p>
<h1>Set up an authenticator app</h1>
${errors ? notice('bad', 'Nothing is set up yet: please look at the marked field.') : ''}
<form class="card" method="post" action="${paths.secondFactor}authenticator-app/finish">${csrfField(session)}${returnField(returnToOf(visit))}
<input type="hidden" name="${fields.challenge}" value="${challenge}">
<ol class="steps">
<li>Open an authenticator app, such as Aegis, FreeOTP+ or Google Authenticator, and add an account.</li>
<li>Let it read this picture, or type the key: <code class="key">${groups(secret)}</code></li>
<li>Type the code that it shows.</li>
</ol>
${qrCode(totpAddress(secret, { issuer, label: session.account.userName }))}
${textField({ name: fields.code, label: 'Code', hint: 'Six digits.', error: errors?.code, autocomplete: 'one-time-code', inputMode: 'numeric', required: true, maxLength: 12 })}
${nameField(name, errors?.name)}
<button type="submit">Set it up</button></form>`,
  }
}

/** Drawn here: nobody else learns the secret. White ground, also in the dark: not every app reads it the other way round. */
function qrCode(text: string): Html {
  const svg = renderSVG(text, { border: 2, pixelSize: 4 })
  return html`<div class="qr" role="img" aria-label="The same key, for the app to read">${raw(svg)}</div>`
}

function groups(secret: string): string {
  return secret.replaceAll(/.{4}(?=.)/g, '$& ')
}
