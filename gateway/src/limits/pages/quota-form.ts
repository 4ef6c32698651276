import { html } from 'hono/html'
import { type Application, findApplication } from '../../applications/applications.ts'
import { objectPhidOf } from '../../applications/object-phid.ts'
import { pathOf } from '../../applications/pages/applications-page.ts'
import { originOf } from '../../audit/security-log.ts'
import { recordVisit } from '../../audit/visit.ts'
import { inTransaction } from '../../database/transaction.ts'
import { recordTransaction } from '../../history/history.ts'
import type { Answer } from '../../pages/answer.ts'
import { notFound } from '../../pages/error-pages.ts'
import { formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
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
  const change = { quotas: read, seen: textOf(form, 'before'), reason: typed.reason }
  const quotas = await changeQuotas(visit, application, change)
  if (quotas) return formPage(visit, application, { quotas, typed, isStale: true })
  await gateway.limits.reload()
  return { seeOther: `${pathOf(application)}?done=quotas` }
}

interface QuotaChange {
  readonly quotas: Quotas
  /** What the form was made with. */
  readonly seen: string
  readonly reason: string
}

/** @returns the quotas as they are now, when they are others than the form showed: then nothing is changed */
function changeQuotas(
  visit: Visit,
  application: Application,
  { quotas, seen, reason }: QuotaChange,
): Promise<Quotas | undefined> {
  const { clientId } = application
  return inTransaction(visit.gateway, async (gateway) => {
    const before = await quotasOf(gateway.database, clientId)
    if (seen !== tokenOf(before)) return before
    const event = { kind: 'quotas-changed', clientId, detail: `${words(before)} → ${words(quotas)}` } as const
    await recordVisit({ ...visit, gateway }, event, () => saveQuotas(gateway.database, clientId, quotas))
    await recordTransaction(gateway.database, {
      objectPhid: objectPhidOf(application),
      type: 'quotas',
      old: recorded(before),
      new: recorded(quotas),
      at: gateway.now(),
      authorPhid: visit.session.account.phid,
      address: originOf(visit.request).address,
      reason,
    })
    return undefined
  })
}

interface FormState {
  /** As they are now. */
  readonly quotas: Quotas
  readonly typed: TypedQuotas
  readonly errors?: QuotaErrors
  /** Somebody else has changed them since the form was made. */
  readonly isStale?: boolean
}

function formPage(
  { gateway, session }: Visit,
  application: Application,
  { quotas, typed, errors = {}, isStale }: FormState,
): Answer {
  const { rateLimitApplication } = gateway.config
  const usual = rateLimitApplication === 0 ? 'there is no limit' : `${numeral(rateLimitApplication)} hold`
  return {
    status: isStale ? 409 : Object.keys(errors).length > 0 ? 422 : 200,
    title: `Quotas of ${application.name}`,
    section: 'admin',
    body: html`<p class="small"><a href="${pathOf(application)}">Back to ${application.name}</a></p>
<h1>How often ${application.name} may call</h1>
${isStale ? notice('bad', `Somebody has changed the quotas meanwhile: they are ${words(quotas)} now. Nothing is saved yet: look at yours again.`) : ''}
<p>For all people who use it together. What is above is refused with the time to wait, and nothing is done. The
application sees where it stands with each answer, in the headers <code>RateLimit</code> and <code>RateLimit-Policy</code>.</p>
<form class="card" method="post" action="${pathOf(application)}quotas">${csrfField(session)}
<input type="hidden" name="before" value="${tokenOf(quotas)}">
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

/** What a form was made with: another one has come in between when it is another one now. */
function tokenOf({ perMinute, perDay }: Quotas): string {
  return `${perMinute ?? ''}/${perDay ?? ''}`
}

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
