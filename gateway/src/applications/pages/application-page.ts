import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import { recordVisit } from '../../audit/visit.ts'
import type { Answer } from '../../pages/answer.ts'
import { notFound } from '../../pages/error-pages.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice, noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import { type Application, findApplication, replaceClientSecret, updateApplication } from '../applications.ts'
import { allowedScopes } from '../rules.ts'
import { pathOf, stateOf } from './applications-page.ts'

/** The application that the address names. */
export async function applicationOf({ gateway, request }: Visit): Promise<Application | undefined> {
  const { clientId } = request.params as { clientId: string }
  return findApplication(gateway, clientId)
}

export const noSuchApplication = notFound('There is no such application.')

const notices = {
  saved: 'The application is saved.',
  rules: 'The rules are saved. They hold from the next call on.',
  disabled: 'The application is disabled. All its tokens are refused from now on.',
  enabled: 'The application is enabled.',
}

export async function applicationPage(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  return showApplication(visit, application, noticeOf(visit.request.query, notices))
}

export async function disable(visit: Visit): Promise<Answer> {
  return setDisabled(visit, true)
}

export async function enable(visit: Visit): Promise<Answer> {
  return setDisabled(visit, false)
}

async function setDisabled(visit: Visit, disabled: boolean): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const { clientId, name } = application
  const kind = disabled ? 'application-disabled' : 'application-enabled'
  await recordVisit(visit, { kind, clientId, detail: name }, (inside) =>
    updateApplication(inside, clientId, { disabled }),
  )
  return { seeOther: `${pathOf(application)}?done=${disabled ? 'disabled' : 'enabled'}` }
}

export async function newSecret(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  if (application.kind === 'public') {
    return showApplication(visit, application, notice('bad', 'A public application has no secret.'))
  }
  const { clientId, name } = application
  const event = { kind: 'client-secret-replaced', clientId, detail: name } as const
  const clientSecret = await recordVisit(visit, event, (inside) => replaceClientSecret(inside, clientId))
  return showApplication(visit, application, secretNotice(clientSecret, 'The old one stopped working.'))
}

/** The one place where a client secret is ever shown. */
export function secretNotice(clientSecret: string, more = ''): Html {
  return notice(
    'good',
    html`This is the new client secret. Copy it now: it is not shown again. ${more}
<code class="secret" aria-label="Client secret">${clientSecret}</code>`,
  )
}

export async function showApplication(
  { gateway, session }: Visit,
  application: Application,
  above: Html | '',
): Promise<Answer> {
  const path = pathOf(application)
  const rules = [...(await allowedScopes(gateway, application.clientId))].sort()
  const creator = await gateway.backend.accountByPhid(application.createdBy)
  const button = (action: string, text: string, look: string) =>
    html`<form method="post" action="${path}${action}">${csrfField(session)}<button class="${look}" type="submit">${text}</button></form>`
  return {
    title: application.name,
    section: 'admin',
    body: html`<p class="small"><a href="${paths.applications}">Applications</a></p>
<div class="spread"><h1>${application.name}</h1>${stateOf(application)}</div>
${above}
${application.description ? html`<p>${application.description}</p>` : ''}
<section class="card"><div class="spread"><h2>What it may do at most</h2><a class="${rules.length === 0 ? 'button' : 'button quiet'}" href="${path}rules">${rules.length === 0 ? 'Choose what it may do' : 'Change the rules'}</a></div>
${
  rules.length === 0
    ? html`<p>Nothing yet but to learn who the user is.</p>`
    : html`<ul>${rules.map((scope) => html`<li>${describeScope(scope).sentence} <code>${scope}</code></li>`)}</ul>`
}</section>
<section class="card"><div class="spread"><h2>Registration</h2><a class="button quiet" href="${path}edit">Edit</a></div>
<dl class="facts">
<dt>Client ID</dt><dd><code>${application.clientId}</code></dd>
<dt>Kind</dt><dd>${application.kind === 'public' ? 'Public: no secret, PKCE required' : 'Confidential: has a client secret'}${application.phorgeCompatible ? '; written for Phorge’s own OAuth server' : ''}</dd>
<dt>Redirect addresses</dt><dd>${codes(application.redirectUris)}</dd>
<dt>Origins for browsers</dt><dd>${application.origins.length > 0 ? codes(application.origins) : 'none'}</dd>
<dt>Authorization address</dt><dd><code>${gateway.config.publicUrl}/oauthserver/auth/</code></dd>
<dt>Token address</dt><dd><code>${gateway.config.publicUrl}/oauthserver/token/</code></dd>
<dt>Registered</dt><dd>${time(application.createdAt, gateway.now())}${creator ? html` by ${creator.userName}` : ''}</dd>
</dl></section>
<section class="card"><h2>Stop it</h2>
<div class="spread"><p>${application.disabled ? 'It is disabled: nobody can sign in to it, and none of its tokens works.' : 'Disabled, nobody can sign in to it and none of its tokens works. What people granted is kept for when it is enabled again.'}</p>
${application.disabled ? button('enable', 'Enable', 'quiet') : button('disable', 'Disable', 'danger')}</div>
${
  application.kind === 'confidential'
    ? html`<div class="spread"><p>A new client secret ends the old one at once: until it is given to the application, it can neither sign anybody in nor renew a token.</p>
${button('secret', 'Replace the secret', 'danger')}</div>`
    : ''
}</section>`,
  }
}

function codes(values: readonly string[]): Html {
  return html`${values.map((value, index) => html`${index > 0 ? html`<br>` : ''}<code>${value}</code>`)}`
}
