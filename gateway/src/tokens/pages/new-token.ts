import { html } from 'hono/html'
import type { Answer } from '../../pages/answer.ts'
import { type Form, flag, formOf, linesOf, textField, textOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import type { TokenKind } from '../format.ts'
import { lifetimesOf, readExpiry } from '../lifetime.ts'
import { TokenRefusal } from '../refusal.ts'
import { createApiToken, findTokenByPhid, type NewApiToken } from '../tokens.ts'
import { LONGEST_NAME, readAddresses, readName, readRightsOf } from '../values.ts'
import { addressesField } from './addresses-field.ts'
import { authorOf, noSuchToken } from './own-token.ts'
import { NEW_TOKEN } from './paths.ts'
import { rightsField } from './rights-field.ts'
import { secretNotice, showToken } from './token-page.ts'

export async function newTokenForm(visit: Visit): Promise<Answer> {
  return formPage(visit, {})
}

export async function createFromForm(visit: Visit): Promise<Answer> {
  const { gateway } = visit
  const form = formOf(visit.request.body)
  const typed = readForm(visit, form)
  if (typed instanceof TokenRefusal) return formPage(visit, form, typed)
  const action = { name: 'token-create', sentence: `make the API token “${typed.name}”` } as const
  return confirmed(visit, action, async () => {
    const { phid, token } = await createApiToken(gateway, { ...typed, author: authorOf(visit) })
    const made = await findTokenByPhid(gateway, phid)
    if (!made) return noSuchToken
    return showToken(visit, made, { above: secretNotice(token, `The token “${made.name}” is made.`) })
  })
}

function readForm({ gateway, session }: Visit, form: Form): NewApiToken | TokenRefusal {
  try {
    return {
      userPhid: session.account.phid,
      name: readName(textOf(form, 'name')),
      kind: readKind(textOf(form, 'kind')),
      expiresAt: readExpiry(textOf(form, 'expires'), gateway.config, gateway.now()),
      rights: readRightsOf(textOf(form, 'rights'), textsOf(form, 'scope')),
      addresses: readAddresses(linesOf(textOf(form, 'addresses'))),
    }
  } catch (error) {
    if (error instanceof TokenRefusal) return error
    throw error
  }
}

function readKind(text: string): TokenKind {
  if (text === 'api' || text === 'cli' || text === '') return text || 'api'
  throw new TokenRefusal('invalid', 'Choose the kind of the token.', 'kind')
}

async function formPage({ gateway, session }: Visit, form: Form, refusal?: TokenRefusal): Promise<Answer> {
  const methods = (await gateway.backend.methods()).keys()
  const errorOf = (field: TokenRefusal['field']) => (refusal?.field === field ? refusal?.message : undefined)
  const name = textField({
    name: 'name',
    label: 'Name',
    value: textOf(form, 'name'),
    error: errorOf('name'),
    required: true,
    maxLength: LONGEST_NAME,
    autocomplete: 'off',
    hint: 'Such as the script or the machine that will use it.',
  })
  const rights = rightsField({
    methods,
    within: 'all',
    chosen: textOf(form, 'rights'),
    ticked: new Set(textsOf(form, 'scope')),
    error: errorOf('rights'),
  })
  return {
    status: refusal ? 422 : 200,
    title: 'New API token',
    section: 'tokens',
    body: html`<p class="small"><a href="${paths.apiTokens}">API tokens</a></p>
<h1>New API token</h1>
${refusal ? notice('bad', 'No token is made yet: please look at the field that is marked.') : ''}
<form method="post" action="${NEW_TOKEN}">${csrfField(session)}
<div class="card">${name}${kindField(textOf(form, 'kind'), errorOf('kind'))}${expiryField(gateway.config, textOf(form, 'expires'), errorOf('expires'))}</div>
<div class="card">${rights}</div>
<div class="card">${addressesField(textOf(form, 'addresses'), errorOf('addresses'))}</div>
<div class="save"><button type="submit">Create token</button></div></form>`,
  }
}

function kindField(chosen: string, error: string | undefined): Html {
  const radio = (value: TokenKind, text: Html) =>
    html`<li><label><input type="radio" name="kind" value="${value}"${flag('checked', value === (chosen || 'api'))}><span>${text}</span></label></li>`
  return html`<fieldset class="field"><legend>Kind</legend><ul class="choices">
${radio('api', html`Standard (<code>api-</code>), for scripts and machines`)}
${radio('cli', html`Command line (<code>cli-</code>), for a person at a terminal`)}</ul>
${error ? html`<p class="error">${error}</p>` : ''}</fieldset>`
}

function expiryField(config: Visit['gateway']['config'], chosen: string, error: string | undefined): Html {
  const { days, usual, isUnlimited } = lifetimesOf(config)
  const option = (value: string, text: string) =>
    html`<option value="${value}"${flag('selected', value === (chosen || String(usual)))}>${text}</option>`
  return html`<div class="field"><label for="expires">Good for</label>
<select id="expires" name="expires"${error ? html` aria-invalid="true" aria-describedby="expires-error"` : ''}>
${days.map((count) => option(String(count), count === 1 ? '1 day' : `${count} days`))}${isUnlimited ? option('never', 'ever') : ''}</select>
${error ? html`<p class="error" id="expires-error">${error}</p>` : ''}</div>`
}
