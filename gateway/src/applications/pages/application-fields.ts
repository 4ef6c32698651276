import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import type { Scope } from '../../access/scope.ts'
import { isEverywhere } from '../../addresses/ranges.ts'
import { flag, textField } from '../../pages/form.ts'
import type { Html } from '../../pages/layout.ts'
import { grantTypes } from '../application.ts'
import type { Editable } from '../edit.ts'
import type { Field, TypedProposal } from '../proposal/proposal.ts'
import { LONGEST_DESCRIPTION, LONGEST_NAME } from '../proposal/rules.ts'

export interface FieldsState {
  readonly values: TypedProposal
  readonly errors: Partial<Readonly<Record<Field, string>>>
  /** The fields that are shown. */
  readonly shown: ReadonlySet<Editable | 'kind' | 'ownerOnly'>
  /** Where `/api/` is. */
  readonly publicUrl: string
}

/** The fields of a form about an application, as far as they are shown. */
export function applicationFields(state: FieldsState): Html {
  const { values, errors, publicUrl } = state
  const one = (name: Editable | 'kind' | 'ownerOnly', field: () => Html) =>
    state.shown.has(name) ? field() : ''
  return html`${one('name', () => textField({ name: 'name', label: 'Name', value: values.name ?? '', error: errors.name, required: true, maxLength: LONGEST_NAME, autocomplete: 'off', hint: 'Users see it when they are asked for consent.' }))}
${one('version', () => textField({ name: 'version', label: 'Version', value: values.version ?? '', error: errors.version, maxLength: 40, autocomplete: 'off', hint: html`Such as <code>1.0</code>. A new version of an application is proposed anew, and shown beside the one before it.` }))}
${one('description', () => textField({ name: 'description', label: 'Description (optional)', value: values.description ?? '', error: errors.description, rows: 2, maxLength: LONGEST_DESCRIPTION, hint: 'What the application is for, in a sentence or two.' }))}
${one('ownerOnly', () => ownerOnlyField(values))}
${one('kind', () => kindField(values, errors.kind))}
${one('redirectUris', () => textField({ name: 'redirect_uris', label: 'Redirect addresses', value: (values.redirectUris ?? []).join('\n'), error: errors.redirectUris, rows: 3, hint: html`One on each line, exactly as the application sends it, such as <code>https://errors.example.com/callback</code>.` }))}
${one('callbackIsPrefix', () => checkbox('callback_is_prefix', 'They are prefixes', 'Any address below them is taken too. Leave this out unless the application cannot do without.', values.callbackIsPrefix))}
${one('scopes', () => scopesField(values, errors.scopes))}
${one('grantTypes', () => grantTypesField(values, errors.grantTypes))}
${one('contact', () => textField({ name: 'contact', label: 'E-mail address (optional)', value: values.contact ?? '', error: errors.contact, maxLength: 254, autocomplete: 'email', hint: 'Whom to tell when something is decided.' }))}
${one('addressRanges', () => textField({ name: 'address_ranges', label: 'From where it may come (optional)', value: rangesOf(values).join('\n'), error: errors.addressRanges, rows: 2, hint: html`Ranges of addresses, one on each line, such as <code>192.0.2.0/24</code> or <code>2001:db8::/32</code>. Empty: from everywhere.` }))}
${one('origins', () => textField({ name: 'origins', label: 'Origins (optional)', value: (values.origins ?? []).join('\n'), error: errors.origins, rows: 2, hint: html`Only for programs that call <code>${publicUrl}/api/</code> from a browser: one on each line, such as <code>https://errors.example.com</code>.` }))}
${one('phorgeCompatible', () => html`${checkbox('phorge_compatible', 'Written for Phorge’s own OAuth server', 'It sends no PKCE and no scope, and may add parameters to its redirect address.', values.phorgeCompatible, errors.phorgeCompatible)}`)}`
}

function kindField({ kind }: TypedProposal, error: string | undefined): Html {
  return html`<fieldset class="field"><legend>Kind</legend><ul class="choices">
<li><label><input type="radio" name="kind" value="confidential"${flag('checked', kind === 'confidential')} required>
<span>Confidential<br><span class="hint">It runs on a server, where a secret can be kept.</span></span></label></li>
<li><label><input type="radio" name="kind" value="public"${flag('checked', kind === 'public')} required>
<span>Public<br><span class="hint">It runs in a browser, as an extension or on people’s own machines: no secret, PKCE is required.</span></span></label></li>
</ul>${problemText('kind', error)}</fieldset>`
}

function ownerOnlyField({ ownerOnly }: TypedProposal): Html {
  return checkbox(
    'owner_only',
    'For myself only',
    'Nobody else can use it. It needs no approval, may do what you ask for below, and with client_credentials it acts as you without asking.',
    ownerOnly,
  )
}

/** What applications for Maniphest ask for most. */
const usual = [
  'maniphest.search',
  'maniphest.edit:create',
  'maniphest.edit:status',
  'maniphest.edit:comment',
  'transaction.search',
  'project.search',
  'user.search',
] as Scope[]

function scopesField({ scopes = [] }: TypedProposal, error: string | undefined): Html {
  const others = scopes.filter((scope) => !usual.includes(scope as Scope))
  return html`<fieldset class="field"><legend>What it should be allowed to do</legend><ul class="choices">${usual.map(
    (
      scope,
    ) => html`<li><label><input type="checkbox" name="scope" value="${scope}"${flag('checked', scopes.includes(scope))}>
<span>${describeScope(scope).sentence}<br><code class="small">${scope}</code></span></label></li>`,
  )}</ul>
${textField({ name: 'scopes', label: 'Further methods (optional)', value: others.join('\n'), error, rows: 2, hint: html`Names of Conduit methods or parts of them, such as <code>maniphest.edit:priority</code>. Ask for no more than it needs: each is looked at.` })}</fieldset>`
}

const grantTypeTexts = {
  authorization_code: 'People sign in with it, and are asked for consent',
  refresh_token: 'They stay signed in longer than an hour',
  client_credentials: 'It acts as its owner, without anybody there (only for yourself)',
} as const

function grantTypesField({ grantTypes: chosen = [] }: TypedProposal, error: string | undefined): Html {
  return html`<fieldset class="field"><legend>How it gets its tokens</legend><ul class="choices">${grantTypes.map(
    (
      type,
    ) => html`<li><label><input type="checkbox" name="grant_types" value="${type}"${flag('checked', chosen.includes(type))}>
<span>${grantTypeTexts[type]}<br><code class="small">${type}</code></span></label></li>`,
  )}</ul>${problemText('grant_types', error)}</fieldset>`
}

function checkbox(name: string, label: string, hint: string, on = false, error?: string): Html {
  const id = `${name}-error`
  return html`<div class="field"><ul class="choices"><li><label><input type="checkbox" name="${name}" value="1"${flag('checked', on)}${error ? html` aria-invalid="true" aria-describedby="${id}"` : ''}>
<span>${label}<br><span class="hint">${hint}</span></span></label></li></ul>
${problemText(name, error)}</div>`
}

function problemText(name: string, error: string | undefined): Html | '' {
  return error ? html`<p class="error" id="${name}-error">${error}</p>` : ''
}

/** Everywhere is shown as nothing. */
function rangesOf({ addressRanges = [] }: TypedProposal): readonly string[] {
  return isEverywhere(addressRanges) ? [] : addressRanges
}
