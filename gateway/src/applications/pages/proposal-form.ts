import { html } from 'hono/html'
import type { Answer } from '../../pages/answer.ts'
import { flag, formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import { type Application, findApplication, versionsOf } from '../applications.ts'
import { authorOf, partiesOf } from '../author.ts'
import { type Editable, editApplication, editableFields } from '../edit.ts'
import { problemsByField, type TypedProposal, typedOf } from '../proposal/proposal.ts'
import { redirectWarnings } from '../proposal/redirect-rules.ts'
import { checkProposal, proposeApplication } from '../propose.ts'
import { currentTerms, type Terms } from '../terms.ts'
import { nextVersion } from '../versions.ts'
import { applicationFields, type FieldsState } from './application-fields.ts'
import { noSuchProposal, ownOf, proposalPath, showProposal } from './my-proposal.ts'
import { refusalNotice } from './refusal-notice.ts'
import { secretNotice } from './secret.ts'
import { typedIn } from './typed.ts'

/** The form for a new application, or for a new version of one. */
export async function proposeForm(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const { from } = request.query as { readonly from?: unknown }
  const before = typeof from === 'string' ? await findApplication(gateway, from) : undefined
  if (!before || before.createdBy !== session.account.phid)
    return formPage(visit, { values: fresh, errors: {} })
  const versions = (await versionsOf(gateway, before)).map(({ version }) => version)
  return formPage(visit, { values: { ...typedOf(before), version: nextVersion(versions) }, errors: {} })
}

const fresh: TypedProposal = {
  kind: 'confidential',
  version: '1.0',
  grantTypes: ['authorization_code', 'refresh_token'],
}

export async function proposeFromForm(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const values = typedIn(formOf(request.body))
  const author = authorOf(visit)
  const problems = await checkProposal(gateway, values, author)
  if (problems.length > 0) return formPage(visit, { values, errors: problemsByField(problems) })
  const perform = async (): Promise<Answer> => {
    const proposed = await proposeApplication(gateway, values, author)
    if ('problems' in proposed) return formPage(visit, { values, errors: problemsByField(proposed.problems) })
    const { application, clientSecret, warnings } = proposed
    return showProposal(visit, application, proposedNotice(application, clientSecret, warnings))
  }
  // One for its owner alone is approved at once, and is as good as an API token.
  if (!values.ownerOnly) return perform()
  return confirmed(visit, { name: 'token-create', sentence: `make “${values.name}” for yourself` }, perform)
}

function proposedNotice(
  { stage }: Application,
  clientSecret: string | undefined,
  warnings: readonly string[],
): Html {
  const text =
    stage === 'approved'
      ? 'The application is approved.'
      : 'It is proposed. You are told here when it is decided.'
  return html`${notice('good', text)}
${clientSecret ? secretNotice(clientSecret, stage === 'approved' ? '' : 'It works once the application is approved.') : ''}
${warnings.map((warning) => notice('warn', warning))}`
}

export async function editProposalForm(visit: Visit): Promise<Answer> {
  const application = await ownOf(visit)
  if (!application) return noSuchProposal
  return formPage(visit, { application, values: typedOf(application), errors: {} })
}

export async function editProposalFromForm(visit: Visit): Promise<Answer> {
  const application = await ownOf(visit)
  if (!application) return noSuchProposal
  const { gateway, request } = visit
  const form = formOf(request.body)
  const typed = typedIn(form)
  const author = authorOf(visit)
  const fields = editableFields(application.stage, await partiesOf(gateway, author, application))
  const edit = {
    changes: Object.fromEntries(formFields(fields).map((field) => [field, typed[field]])),
    reason: textOf(form, 'reason'),
    changeToken: textOf(form, 'change_token'),
  }
  const edited = await editApplication(gateway, application.clientId, edit, author)
  if ('application' in edited) return { seeOther: `${proposalPath(application)}?done=saved` }
  const state = { application, values: { ...typedOf(application), ...typed }, reason: edit.reason }
  if ('problems' in edited) return formPage(visit, { ...state, errors: problemsByField(edited.problems) })
  return formPage(visit, { ...state, errors: {}, above: await refusalNotice(visit, edited.refused) })
}

/** What an administrator sets, who looks after it from then on, is on the page for administrators. */
function formFields(fields: readonly Editable[]): Editable[] {
  return fields.filter((field) => field !== 'phorgeCompatible')
}

interface FormState extends Pick<FieldsState, 'errors'> {
  /** One that is there already. */
  readonly application?: Application
  readonly values: TypedProposal
  readonly reason?: string
  readonly above?: Html
}

async function formPage(visit: Visit, state: FormState): Promise<Answer> {
  const { gateway, session } = visit
  const { application, values, errors, reason = '', above } = state
  const action = application ? `${proposalPath(application)}edit` : `${paths.myProposals}new`
  const title = application ? `Change ${application.name}` : 'Propose an application'
  const terms = application ? undefined : await currentTerms(gateway)
  const wrong = Object.keys(errors).length > 0
  return {
    status: wrong || above ? 422 : 200,
    title,
    section: 'applications',
    body: html`<p class="small"><a href="${application ? proposalPath(application) : paths.myProposals}">Back</a></p>
<h1>${title}</h1>
${above ?? ''}${wrong ? notice('bad', errors.proposal ?? 'Nothing is saved yet: please look at the marked fields.') : ''}
${wrong ? warningsOf(values) : ''}
${application ? '' : html`<p>An administrator looks at it before anybody can use it. Ask for what it needs, and no more.</p>`}
<form class="card" method="post" action="${action}">${csrfField(session)}
${application ? html`<input type="hidden" name="change_token" value="${application.changeToken}">` : ''}
${applicationFields({ values, errors, publicUrl: gateway.config.publicUrl, shown: await shownFields(visit, application) })}
${terms ? termsField(terms, values, errors.terms) : ''}
${application ? textField({ name: 'reason', label: 'Reason (optional)', value: reason, maxLength: 1000, autocomplete: 'off' }) : ''}
<button type="submit">${application ? 'Save' : 'Propose'}</button></form>`,
  }
}

async function shownFields(
  visit: Visit,
  application: Application | undefined,
): Promise<FieldsState['shown']> {
  const { gateway } = visit
  if (!application)
    return new Set(['kind', 'ownerOnly', ...formFields(editableFields('proposed', ['owner']))])
  const parties = await partiesOf(gateway, authorOf(visit), application)
  return new Set(formFields(editableFields(application.stage, parties)))
}

function warningsOf({ redirectUris = [], callbackIsPrefix = false }: TypedProposal): Html {
  return html`${redirectWarnings({ redirectUris, callbackIsPrefix }).map((text) => notice('warn', text))}`
}

function termsField({ text, version }: Terms, values: TypedProposal, error: string | undefined): Html {
  return html`<fieldset class="field"><legend>Terms</legend><pre class="terms" tabindex="0">${text}</pre>
<ul class="choices"><li><label><input type="checkbox" name="terms" value="${version}"${flag('checked', values.terms === version)}><span>I accept these terms</span></label></li></ul>
${error ? html`<p class="error">${error}</p>` : ''}</fieldset>`
}
