import { type Application, isUsable } from '../applications/application.ts'
import { findApplication } from '../applications/applications.ts'
import { originOf, recordSecurityEvent } from '../audit/security-log.ts'
import type { Answer } from '../pages/answer.ts'
import { type Form, textOf, textsOf } from '../pages/form.ts'
import { leave } from '../sessions/sign-out.ts'
import { type ConsentQuestion, consentQuestion, saveConsent } from './consent.ts'
import { consentPage } from './consent-page.ts'
import { refusalPage, unusable } from './error-page.ts'
import { interactionPath, leaveForm, signInFirst, submit, type Visit } from './interaction.ts'
import { lacksToken, linkFirst, obtainToken, signOutAtPhorge } from './upstream-token.ts'

/** Shows the consent page. */
export async function askForConsent(visit: Visit): Promise<Answer> {
  const { interaction, session } = visit
  const asked = await whatIsAsked(visit)
  if ('refusal' in asked) return refusalPage(asked.refusal)
  const link = await linkFirst(visit)
  if (link) return link
  return consentPage({
    ...asked,
    session,
    redirectUri: String(interaction.params.redirect_uri),
    action: interactionPath(interaction.uid),
    makesToken: await lacksToken(visit),
  })
}

/** Does what the button said that was pressed on the consent page. */
export async function decide(visit: Visit, form: Form): Promise<Answer> {
  switch (textOf(form, 'decision')) {
    case 'allow':
      return allow(visit, form)
    case 'switch':
      return switchAccount(visit)
    default:
      await noteRefusal(visit)
      await submit(visit, { error: 'access_denied', error_description: 'The user did not allow it.' })
      return leaveForm(visit.interaction)
  }
}

async function allow(visit: Visit, form: Form): Promise<Answer> {
  const { gateway, interaction, session } = visit
  const asked = await whatIsAsked(visit)
  if ('refusal' in asked) return refusalPage(asked.refusal)
  const obstacle = (await linkFirst(visit)) ?? (await obtainToken(visit, form))
  if (obstacle) return obstacle
  const answer = { ticked: new Set(textsOf(form, 'scope')), origin: originOf(visit.request) }
  await saveConsent(gateway, asked.application, session.account.phid, asked.question, answer)
  await submit(visit, { consent: {} })
  return leaveForm(interaction)
}

async function noteRefusal({ gateway, interaction, session, request }: Visit): Promise<void> {
  await recordSecurityEvent(gateway.database, {
    kind: 'consent-refused',
    at: gateway.now(),
    userPhid: session.account.phid,
    clientId: String(interaction.params.client_id),
    ...originOf(request),
  })
}

async function switchAccount(visit: Visit): Promise<Answer> {
  if (visit.gateway.phorge?.mode === 'same-origin') return signOutAtPhorge
  await leave(visit)
  return signInFirst(visit.interaction)
}

async function whatIsAsked({
  gateway,
  interaction: { params },
  session,
}: Visit): Promise<{ application: Application; question: ConsentQuestion } | { refusal: string }> {
  const application = await findApplication(gateway, String(params.client_id))
  if (!application) return { refusal: 'invalid_client' }
  if (!isUsable(application)) return { refusal: unusable(application) }
  if (application.ownerOnly && application.createdBy !== session.account.phid)
    return { refusal: 'owner_only' }
  const scope = String(params.scope ?? '')
  return { application, question: await consentQuestion(gateway, application, session.account.phid, scope) }
}
