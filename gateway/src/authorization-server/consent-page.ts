import { html } from 'hono/html'
import { describeScope } from '../access/describe.ts'
import type { Scope } from '../access/scope.ts'
import type { Application } from '../applications/applications.ts'
import type { Answer } from '../pages/answer.ts'
import { flag } from '../pages/form.ts'
import { icon } from '../pages/icons.ts'
import { csrfField, type Html } from '../pages/layout.ts'
import { paths } from '../pages/paths.ts'
import type { Session } from '../sessions/sessions.ts'
import type { ConsentQuestion } from './consent.ts'

export interface ConsentPage {
  readonly application: Application
  readonly redirectUri: string
  readonly session: Session
  readonly question: ConsentQuestion
  /** Where the form goes. */
  readonly action: string
  /** Phorge will make an API token for them when they allow it. */
  readonly makesToken: boolean
}

export function consentPage({
  application,
  redirectUri,
  session,
  question,
  action,
  makesToken,
}: ConsentPage): Answer {
  const { account } = session
  const byRisk = (risk: 'read' | 'write') =>
    question.items.filter(({ scope }) => describeScope(scope).risk === risk)
  return {
    title: `Allow ${application.name}?`,
    width: 'narrow',
    body: html`<h1>Allow <strong>${application.name}</strong> to act for you?</h1>
${application.description && html`<p>${application.description}</p>`}
<dl class="facts">
<dt>Application</dt><dd>${application.name} ${kindOf(application)}</dd>
<dt>You go back to</dt><dd><code>${destinationOf(redirectUri)}</code></dd>
<dt>Your account</dt><dd>${account.userName}${account.realName && html` (${account.realName})`}. What it does is recorded as done by you.</dd>
</dl>
<form class="card" method="post" action="${action}">
${csrfField(session)}
<p>${question.items.length > 0 ? 'Untick what you do not want to allow.' : 'For now it may do nothing but learn who you are.'}</p>
${choices('It may read', byRisk('read'))}
${choices('It may change', byRisk('write'))}
<p class="muted small">It will know who you are: your user name, real name and e-mail address. It never sees more, and changes no more, than you can yourself.</p>
${ruledOut(question.ruledOut)}
${makesToken ? html`<p class="muted small">Phorge will make an API token for you, which this gateway keeps encrypted. No application ever sees it, and you can <a href="${paths.phorgeToken}">delete it</a> at any time.</p>` : ''}
<div class="row">
<button type="submit" name="decision" value="allow">Allow</button>
<button class="quiet" type="submit" name="decision" value="cancel">Cancel</button>
</div>
<p class="muted small">You can take this back at any time under <a href="${paths.myApplications}">My applications</a>.</p>
</form>
<form class="row" method="post" action="${action}">
${csrfField(session)}
<span class="muted small">Not ${account.userName}?</span>
<button class="quiet" type="submit" name="decision" value="switch">Sign in as somebody else</button>
</form>`,
  }
}

function choices(legend: string, items: ConsentQuestion['items']): Html | '' {
  if (items.length === 0) return ''
  return html`<fieldset><legend>${legend}</legend>
<ul class="choices">${items.map(
    ({ scope, alreadyGranted }) =>
      html`<li><label><input type="checkbox" name="scope" value="${scope}"${flag('checked', true)}>
<span>${describeScope(scope).sentence}<br><code class="small">${scope}</code>${alreadyGranted ? html` <span class="badge good">${icon('check')}already allowed</span>` : ''}</span></label></li>`,
  )}</ul></fieldset>`
}

function ruledOut(scopes: readonly Scope[]): Html | '' {
  if (scopes.length === 0) return ''
  return html`<fieldset><legend>Ruled out by the administrator</legend>
<p class="hint">It asks for these too. Nobody can allow them until an administrator does so for this application.</p>
<ul class="choices">${scopes.map(
    (scope) =>
      html`<li class="fixed">${icon('cross')}<span>${describeScope(scope).sentence}<br><code class="small">${scope}</code></span></li>`,
  )}</ul></fieldset>`
}

function kindOf({ kind }: Application): Html {
  return kind === 'public'
    ? html`<span class="badge warn">${icon('warning')}runs on your device</span>`
    : html`<span class="badge">${icon('shield')}runs on a server</span>`
}

/** Host and port, or the scheme of an application's own; never the path, which can be made to look like a host. */
function destinationOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri)
  return protocol === 'http:' || protocol === 'https:' ? host : protocol
}
