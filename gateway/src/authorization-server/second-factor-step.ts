import { html } from 'hono/html'
import { findApplication } from '../applications/applications.ts'
import { originOf } from '../audit/security-log.ts'
import type { Answer } from '../pages/answer.ts'
import { type Form, textOf } from '../pages/form.ts'
import { csrfField } from '../pages/layout.ts'
import { notice } from '../pages/notice.ts'
import { paths } from '../pages/paths.ts'
import type { Bond } from '../second-factor/challenges.ts'
import { factorsOf } from '../second-factor/factors.ts'
import { proofFields, scriptHeaders } from '../second-factor/pages/proof-fields.ts'
import { prove, type Refused } from '../second-factor/prove.ts'
import { asksForSecondFactor } from '../second-factor/step-up.ts'
import { interactionPath, leaveForm, resume, submit, type Visit } from './interaction.ts'
import { ACR_PARAMETER, PROMPT, type Shown } from './second-factor-prompt.ts'

/** Shows the question, or where somebody without a second factor sets one up first. */
export async function askForSecondFactor(visit: Visit, refused?: Refused): Promise<Answer> {
  const { gateway, interaction, session } = visit
  if (!asksForSecondFactor(interaction.params[ACR_PARAMETER])) {
    await submit(visit, {
      error: 'unmet_authentication_requirements',
      error_description: 'This server knows none of these acr_values.',
    })
    return resume(interaction)
  }
  const factors = await factorsOf(gateway, session.account.phid)
  const path = interactionPath(interaction.uid)
  const application = await findApplication(gateway, String(interaction.params.client_id))
  const name = application?.name ?? 'The application'
  const retryAfter = refused?.retryAfter
  return {
    status: refused?.status ?? 200,
    headers: { ...scriptHeaders, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
    title: 'Confirm that it is you',
    width: 'narrow',
    body: html`<h1>Confirm that it is you</h1>
${refused ? notice('bad', refused.error) : ''}
<p><strong>${name}</strong> is about to do something for you for which your administrator asks for a second factor.</p>
${
  factors.length === 0
    ? html`<div class="card"><p>You have none yet: set one up, and come back here.</p>
<a class="button" href="${paths.secondFactor}?return_to=${encodeURIComponent(path)}">Set up a second factor</a></div>`
    : html`<form class="card" method="post" action="${path}">${csrfField(session)}
${await proofFields(gateway, bondOf(visit), factors, 'Confirm')}</form>`
}
<form class="row" method="post" action="${path}">${csrfField(session)}
<button class="quiet" type="submit" name="decision" value="cancel">Cancel</button></form>`,
  }
}

/** Takes the answer. */
export async function takeSecondFactor(visit: Visit, form: Form): Promise<Answer> {
  const { gateway, interaction, session, request } = visit
  if (textOf(form, 'decision') === 'cancel') {
    await submit(visit, { error: 'access_denied', error_description: 'The user did not confirm it.' })
    return leaveForm(interaction)
  }
  const factors = await factorsOf(gateway, session.account.phid)
  const outcome = await prove(gateway, { bond: bondOf(visit), form, factors, origin: originOf(request) })
  if (outcome.kind !== 'proved') {
    return askForSecondFactor(visit, outcome.kind === 'refused' ? outcome : undefined)
  }
  const shown: Shown = { accountId: session.account.phid, at: gateway.now() }
  await submit(visit, { [PROMPT]: shown })
  return leaveForm(interaction)
}

function bondOf({ interaction, session }: Visit): Bond {
  return {
    userPhid: session.account.phid,
    sessionDigest: session.digest,
    action: 'authorization',
    about: [interaction.uid, String(interaction.params.client_id)],
  }
}
