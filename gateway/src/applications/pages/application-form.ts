import { html } from 'hono/html'
import { recordVisit } from '../../audit/visit.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Answer } from '../../pages/answer.ts'
import { type Form, flag, formOf, isTicked, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { type Application, createApplication, updateApplication } from '../applications.ts'
import {
  type FieldErrors,
  LONGEST_DESCRIPTION,
  LONGEST_NAME,
  readRegistration,
  type TypedRegistration,
} from '../registration.ts'
import { applicationOf, noSuchApplication, secretNotice, showApplication } from './application-page.ts'
import { pathOf } from './applications-page.ts'

export async function createForm(visit: Visit): Promise<Answer> {
  return formPage(visit, { values: { kind: 'confidential' }, errors: {} })
}

export async function createFromForm(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const values = valuesOf(formOf(request.body))
  const registration = readRegistration(values)
  if ('errors' in registration) return formPage(visit, { values, errors: registration.errors })
  const { application, clientSecret } = await inTransaction(gateway, async (inside) => {
    const made = await createApplication(inside, { ...registration, createdBy: session.account.phid })
    const { clientId, name } = made.application
    const event = { kind: 'application-registered', clientId, detail: name } as const
    return recordVisit({ ...visit, gateway: inside }, event, async () => made)
  })
  return showApplication(
    visit,
    application,
    clientSecret ? secretNotice(clientSecret) : notice('good', 'The application is registered.'),
  )
}

export async function editForm(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const { name, description, kind, redirectUris, origins, phorgeCompatible } = application
  const values = {
    name,
    description,
    kind,
    redirectUris: redirectUris.join('\n'),
    origins: origins.join('\n'),
    phorgeCompatible,
  }
  return formPage(visit, { application, values, errors: {} })
}

export async function editFromForm(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const values = { ...valuesOf(formOf(visit.request.body)), kind: application.kind }
  const registration = readRegistration(values)
  if ('errors' in registration) return formPage(visit, { application, values, errors: registration.errors })
  const { kind: _kind, ...changes } = registration
  const { clientId } = application
  const event = { kind: 'application-changed', clientId, detail: changes.redirectUris.join(' ') } as const
  await recordVisit(visit, event, (inside) => updateApplication(inside, clientId, changes))
  return { seeOther: `${pathOf(application)}?done=saved` }
}

function valuesOf(form: Form): TypedRegistration {
  return {
    name: textOf(form, 'name'),
    description: textOf(form, 'description'),
    kind: textOf(form, 'kind'),
    redirectUris: textOf(form, 'redirect_uris'),
    origins: textOf(form, 'origins'),
    phorgeCompatible: isTicked(form, 'phorge_compatible'),
  }
}

interface FormState {
  readonly application?: Application
  readonly values: TypedRegistration
  readonly errors: FieldErrors
}

async function formPage(
  { gateway, session }: Visit,
  { application, values, errors }: FormState,
): Promise<Answer> {
  const action = application ? `${pathOf(application)}edit` : `${paths.applications}new`
  const title = application ? `Edit ${application.name}` : 'Register an application'
  const wrong = Object.keys(errors).length > 0
  return {
    status: wrong ? 422 : 200,
    title,
    section: 'admin',
    body: html`<p class="small"><a href="${application ? pathOf(application) : paths.applications}">Back</a></p>
<h1>${title}</h1>
${wrong ? notice('bad', 'Nothing is saved yet: please look at the marked fields.') : ''}
<form class="card" method="post" action="${action}">${csrfField(session)}
${textField({ name: 'name', label: 'Name', value: values.name ?? '', error: errors.name, required: true, maxLength: LONGEST_NAME, autocomplete: 'off', hint: 'Users see it when they are asked for consent.' })}
${textField({ name: 'description', label: 'Description (optional)', value: values.description ?? '', error: errors.description, rows: 2, maxLength: LONGEST_DESCRIPTION, hint: 'What the application is for, in a sentence or two.' })}
${application ? '' : kindField(values, errors)}
${textField({ name: 'redirect_uris', label: 'Redirect addresses', value: values.redirectUris ?? '', error: errors.redirectUris, rows: 3, required: true, hint: html`One on each line, exactly as the application sends it, such as <code>https://errors.example.com/callback</code>.` })}
${textField({ name: 'origins', label: 'Origins (optional)', value: values.origins ?? '', error: errors.origins, rows: 2, hint: html`Only for programs that call <code>${gateway.config.publicUrl}/api/</code> from a browser: one on each line, such as <code>https://errors.example.com</code>.` })}
<div class="field"><ul class="choices"><li><label><input type="checkbox" name="phorge_compatible" value="1"${flag('checked', values.phorgeCompatible)}${errors.phorgeCompatible ? html` aria-invalid="true" aria-describedby="phorge-error"` : ''}>
<span>Written for Phorge’s own OAuth server<br><span class="hint">It sends no PKCE and no scope, and may add parameters to its redirect address.</span></span></label></li></ul>
${errors.phorgeCompatible ? html`<p class="error" id="phorge-error">${errors.phorgeCompatible}</p>` : ''}</div>
<button type="submit">${application ? 'Save' : 'Register'}</button></form>`,
  }
}

function kindField({ kind }: TypedRegistration, errors: FieldErrors): Html {
  return html`<fieldset class="field"><legend>Kind</legend><ul class="choices">
<li><label><input type="radio" name="kind" value="confidential"${flag('checked', kind === 'confidential')} required>
<span>Confidential<br><span class="hint">It runs on a server, where a secret can be kept.</span></span></label></li>
<li><label><input type="radio" name="kind" value="public"${flag('checked', kind === 'public')} required>
<span>Public<br><span class="hint">It runs in a browser, as an extension or on people’s own machines: no secret, PKCE is required.</span></span></label></li>
</ul>${errors.kind ? html`<p class="error">${errors.kind}</p>` : ''}</fieldset>`
}
