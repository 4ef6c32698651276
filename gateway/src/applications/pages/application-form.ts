import { html } from 'hono/html'
import type { Answer } from '../../pages/answer.ts'
import { formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import type { Application } from '../application.ts'
import { authorOf } from '../author.ts'
import { editApplication } from '../edit.ts'
import { problemsByField, type TypedProposal, typedOf } from '../proposal/proposal.ts'
import { registerApplication } from '../propose.ts'
import { applicationFields, type FieldsState } from './application-fields.ts'
import { applicationOf, noSuchApplication, showApplication } from './application-page.ts'
import { pathOf } from './applications-page.ts'
import { refusalNotice } from './refusal-notice.ts'
import { secretNotice } from './secret.ts'
import { typedIn } from './typed.ts'

export async function createForm(visit: Visit): Promise<Answer> {
  return formPage(visit, { values: { kind: 'confidential' }, errors: {} })
}

export async function createFromForm(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const { grantTypes: _, scopes: __, ...values } = typedIn(formOf(request.body))
  const registered = await registerApplication(gateway, values, authorOf(visit))
  if ('problems' in registered)
    return formPage(visit, { values, errors: problemsByField(registered.problems) })
  const { application, clientSecret } = registered
  const above = clientSecret ? secretNotice(clientSecret) : notice('good', 'The application is registered.')
  return showApplication(visit, application, above)
}

export async function editForm(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  return formPage(visit, { application, values: typedOf(application), errors: {} })
}

export async function editFromForm(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const form = formOf(visit.request.body)
  const typed = typedIn(form)
  const { kind: _, ownerOnly: __, terms: ___, grantTypes: ____, scopes: _____, ...changes } = typed
  const reason = textOf(form, 'reason')
  const edit = { changes, reason, changeToken: textOf(form, 'change_token') }
  const edited = await editApplication(visit.gateway, application.clientId, edit, authorOf(visit))
  if ('application' in edited) return { seeOther: `${pathOf(application)}?done=saved` }
  const state = { application, values: typed, reason }
  if ('problems' in edited) return formPage(visit, { ...state, errors: problemsByField(edited.problems) })
  return formPage(visit, { ...state, errors: {}, above: await refusalNotice(visit, edited.refused) })
}

interface FormState extends Pick<FieldsState, 'errors'> {
  readonly application?: Application
  readonly values: TypedProposal
  readonly reason?: string
  readonly above?: Html
}

/** What an administrator does not choose here is chosen where the application is proposed, or with its rules. */
const shown: FieldsState['shown'] = new Set([
  'name',
  'version',
  'description',
  'redirectUris',
  'callbackIsPrefix',
  'contact',
  'addressRanges',
  'origins',
  'phorgeCompatible',
] as const)

async function formPage(
  { gateway, session }: Visit,
  { application, values, errors, reason = '', above }: FormState,
): Promise<Answer> {
  const action = application ? `${pathOf(application)}edit` : `${paths.applications}new`
  const title = application ? `Edit ${application.name}` : 'Register an application'
  const wrong = Object.keys(errors).length > 0
  const { publicUrl } = gateway.config
  return {
    status: wrong || above ? 422 : 200,
    title,
    section: 'admin',
    body: html`<p class="small"><a href="${application ? pathOf(application) : paths.applications}">Back</a></p>
<h1>${title}</h1>
${above ?? ''}${wrong ? notice('bad', 'Nothing is saved yet: please look at the marked fields.') : ''}
<form class="card" method="post" action="${action}">${csrfField(session)}
${application ? html`<input type="hidden" name="change_token" value="${application.changeToken}">` : ''}
${applicationFields({ values, errors, publicUrl, shown: application ? shown : new Set([...shown, 'kind']) })}
${application ? textField({ name: 'reason', label: 'Reason (optional)', value: reason, maxLength: 1000, autocomplete: 'off', hint: 'Its owner is told what you change, and why.' }) : ''}
<button type="submit">${application ? 'Save' : 'Register'}</button></form>`,
  }
}
