import { html } from 'hono/html'
import { type Application, findApplication } from '../../applications/applications.ts'
import { authorOf } from '../../applications/author.ts'
import { changeApplication } from '../../applications/changes.ts'
import { pathOf } from '../../applications/pages/applications-page.ts'
import { refusalNotice } from '../../applications/pages/refusal-notice.ts'
import type { Transaction } from '../../history/history.ts'
import type { Answer } from '../../pages/answer.ts'
import { notFound } from '../../pages/error-pages.ts'
import { formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField } from '../../pages/layout.ts'
import { numeral } from '../../pages/numeral.ts'
import { type Quotas, quotasOf, saveQuotas } from '../quotas.ts'
import { type QuotaErrors, readQuotas, type TypedQuotas, typedFrom } from '../typed-quotas.ts'

export async function quotaForm(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const quotas = await quotasOf(visit.gateway.database, application.clientId)
  return formPage(visit, application, { quotas, typed: typedFrom(quotas) })
}

export async function saveQuotasFromForm(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const { clientId } = application
  const form = formOf(request.body)
  const typed = {
    perMinute: textOf(form, 'per_minute'),
    perDay: textOf(form, 'per_day'),
    reason: textOf(form, 'reason').trim(),
  }
  const read = readQuotas(typed)
  if ('errors' in read) {
    const quotas = await quotasOf(gateway.database, clientId)
    return formPage(visit, application, { quotas, typed, errors: read.errors })
  }
  const seen = { ...application, changeToken: textOf(form, 'seen') }
  const meanwhile = await changeQuotas(visit, seen, { quotas: read, reason: typed.reason })
  if (meanwhile) {
    const quotas = await quotasOf(gateway.database, clientId)
    return formPage(visit, application, { quotas, typed, meanwhile })
  }
  await gateway.limits.reload()
  return { seeOther: `${pathOf(application)}?done=quotas` }
}

/** @returns what somebody else has done to the application since the form was made: then nothing is changed */
async function changeQuotas(
  visit: Visit,
  seen: Application,
  { quotas, reason }: { readonly quotas: Quotas; readonly reason: string },
): Promise<readonly Transaction[] | undefined> {
  const { clientId } = seen
  const before = await quotasOf(visit.gateway.database, clientId)
  const changed = await changeApplication(visit.gateway, {
    seen,
    entries: [{ type: 'quotas', old: recorded(before), new: recorded(quotas) }],
    event: { kind: 'quotas-changed', detail: `${words(before)} → ${words(quotas)}` },
    author: authorOf(visit),
    reason,
    perform: ({ database }) => saveQuotas(database, clientId, quotas),
  })
  return 'meanwhile' in changed ? changed.meanwhile : undefined
}

interface FormState {
  /** As they are now. */
  readonly quotas: Quotas
  readonly typed: TypedQuotas
  readonly errors?: QuotaErrors
  /** What somebody else has done to the application since the form was made. */
  readonly meanwhile?: readonly Transaction[]
}

async function formPage(
  visit: Visit,
  application: Application,
  { quotas, typed, errors = {}, meanwhile }: FormState,
): Promise<Answer> {
  const { gateway, session } = visit
  const { rateLimitApplication } = gateway.config
  const usual = rateLimitApplication === 0 ? 'there is no limit' : `${numeral(rateLimitApplication)} hold`
  return {
    status: meanwhile ? 409 : Object.keys(errors).length > 0 ? 422 : 200,
    title: `Quotas of ${application.name}`,
    section: 'admin',
    body: html`<p class="small"><a href="${pathOf(application)}">Back to ${application.name}</a></p>
<h1>How often ${application.name} may call</h1>
${meanwhile ? await refusalNotice(visit, { code: 'stale', message: `Somebody has changed the application meanwhile; its quotas are now: ${words(quotas)}. Nothing of yours is saved yet: look at it again.`, meanwhile }) : ''}
<p>For all people who use it together. What is above is refused with the time to wait, and nothing is done. The
application sees where it stands with each answer, in the headers <code>RateLimit</code> and <code>RateLimit-Policy</code>.</p>
<form class="card" method="post" action="${pathOf(application)}quotas">${csrfField(session)}
<input type="hidden" name="seen" value="${application.changeToken}">
${textField({ name: 'per_minute', label: 'Calls a minute (optional)', value: typed.perMinute, error: errors.perMinute, autocomplete: 'off', hint: `Empty: ${usual}, as for every application.` })}
${textField({ name: 'per_day', label: 'Calls a day (optional)', value: typed.perDay, error: errors.perDay, autocomplete: 'off', hint: 'Empty: no limit. A day begins at midnight in UTC.' })}
${textField({ name: 'reason', label: 'Reason', value: typed.reason, error: errors.reason, maxLength: 1000, autocomplete: 'off', hint: 'Stands in the history of the application.' })}
<button type="submit">Save the quotas</button></form>`,
  }
}

async function applicationOf({ gateway, request }: Visit): Promise<Application | undefined> {
  return findApplication(gateway, (request.params as { clientId: string }).clientId)
}

const noSuchApplication = notFound('There is no such application.')

function recorded({ perMinute, perDay }: Quotas) {
  return { perMinute: perMinute ?? null, perDay: perDay ?? null }
}

function words({ perMinute, perDay }: Quotas): string {
  const parts = [
    perMinute === undefined ? [] : `${numeral(perMinute)} a minute`,
    perDay === undefined ? [] : `${numeral(perDay)} a day`,
  ].flat()
  return parts.length > 0 ? parts.join(', ') : 'none'
}
