import { html } from 'hono/html'
import { aspectsOf } from '../../access/aspects.ts'
import { describeScope } from '../../access/describe.ts'
import { expandScopes } from '../../access/expand.ts'
import { type DenyList, denyList, openMethods, unauthenticatedMethods } from '../../access/methods.ts'
import { isScope, type Scope, scopeOf } from '../../access/scope.ts'
import { recordVisit } from '../../audit/visit.ts'
import type { Answer } from '../../pages/answer.ts'
import { flag, formOf, textField, textOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { icon } from '../../pages/icons.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import type { Application } from '../applications.ts'
import { allowedScopes, saveAllowedScopes } from '../rules.ts'
import { applicationOf, noSuchApplication } from './application-page.ts'
import { pathOf } from './applications-page.ts'

export async function rulesForm(visit: Visit): Promise<Answer> {
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const allowed = await allowedScopes(visit.gateway, application.clientId)
  return rulesPage(visit, application, { allowed, ticked: allowed })
}

export async function saveRules(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const application = await applicationOf(visit)
  if (!application) return noSuchApplication
  const form = formOf(request.body)
  const allowed = await allowedScopes(gateway, application.clientId)
  const methods = [...(await gateway.backend.methods()).keys()]
  const deny = denyList(gateway.config.denyMethods)

  const names = textsOf(form, 'scope').filter(isScope)
  // A scope that was allowed before stays if it is still ticked, also when the server no longer has the method.
  const kept = names.filter((scope) => allowed.has(scope))
  const ticked = new Set([...kept, ...expandScopes(names, methods, deny).scopes])
  const text = textOf(form, 'patterns')
  const patterns = expandScopes(text.split(/[\s,]+/).filter(Boolean), methods, deny)
  if (patterns.unmatched.length > 0) {
    const error = `Nothing that may be allowed matches ${patterns.unmatched.map((pattern) => `“${pattern}”`).join(', ')}.`
    return rulesPage(visit, application, { allowed, ticked, text, error })
  }
  const { clientId } = application
  const scopes = new Set([...ticked, ...patterns.scopes])
  const change = changeOf(allowed, scopes)
  if (!change) return { seeOther: `${pathOf(application)}?done=rules` }
  const sentence = `change what ${application.name} may do: ${change}`
  return confirmed(visit, { name: 'rules-change', sentence }, async () => {
    await recordVisit(visit, { kind: 'rules-changed', clientId, detail: change }, (inside) =>
      saveAllowedScopes(inside, clientId, scopes),
    )
    return { seeOther: `${pathOf(application)}?done=rules` }
  })
}

/** `+maniphest.edit:create -project.search` */
function changeOf(before: ReadonlySet<Scope>, after: ReadonlySet<Scope>): string {
  const added = [...after].filter((scope) => !before.has(scope)).map((scope) => `+${scope}`)
  const removed = [...before].filter((scope) => !after.has(scope)).map((scope) => `-${scope}`)
  return [...added, ...removed].join(' ')
}

interface RulesState {
  readonly allowed: ReadonlySet<Scope>
  readonly ticked: ReadonlySet<Scope>
  readonly text?: string
  readonly error?: string
}

async function rulesPage(
  { gateway, session }: Visit,
  application: Application,
  { allowed, ticked, text, error }: RulesState,
): Promise<Answer> {
  const catalogue = [...(await gateway.backend.methods()).keys()].sort()
  const deny = denyList(gateway.config.denyMethods)
  const groups = [...Map.groupBy(catalogue, (method) => method.slice(0, method.indexOf('.')))]
  const isChoice = (method: string) => !deny.has(method) && !isOpen(method)
  // What there is to choose comes first; the sort keeps the names' order among equals.
  groups.sort(([, a], [, b]) => Number(b.some(isChoice)) - Number(a.some(isChoice)))
  const listed = new Set(
    catalogue.flatMap((method) => [
      scopeOf(method),
      ...aspectsOf(method).map((name) => scopeOf(method, name)),
    ]),
  )
  const others = [...new Set([...allowed, ...ticked])].filter((scope) => !listed.has(scope)).sort()
  return {
    status: error ? 422 : 200,
    title: `Rules of ${application.name}`,
    section: 'admin',
    body: html`<p class="small"><a href="${pathOf(application)}">Back to ${application.name}</a></p>
<h1>What ${application.name} may do at most</h1>
${error ? notice('bad', 'Nothing is saved yet: please look at the field with the patterns.') : ''}
<p>What is not ticked is not allowed, whatever a user grants. Users still decide for themselves, within what you allow here.
Changes hold from the next call on.</p>
<form method="post" action="${pathOf(application)}rules">${csrfField(session)}
<div class="card">${textField({ name: 'patterns', label: 'Also allow (optional)', value: text ?? '', error, autocomplete: 'off', hint: html`Names, or patterns such as <code>maniphest.*</code>, <code>*.search</code> or <code>maniphest.edit:*</code>. A pattern becomes a list when you save: a method that appears later is not allowed by it.` })}</div>
${groups.map(([name, methods]) => html`<fieldset class="card"><legend>${name}</legend><ul class="choices">${methods.map((method) => methodChoice(method, ticked, deny))}</ul></fieldset>`)}
${others.length > 0 ? html`<fieldset class="card"><legend>Others</legend><ul class="choices">${others.map((scope) => choice(scope, ticked))}</ul></fieldset>` : ''}
<div class="save"><button type="submit">Save the rules</button></div></form>`,
  }
}

function methodChoice(method: string, ticked: ReadonlySet<Scope>, deny: DenyList): Html {
  if (deny.has(method)) return fixed(method, 'cross', 'never allowed to any application')
  if (isOpen(method)) {
    return fixed(method, 'check', 'always allowed to every application')
  }
  const aspects = aspectsOf(method)
  if (aspects.length === 0) return choice(scopeOf(method), ticked)
  const chosen = aspects.some((aspect) => ticked.has(scopeOf(method, aspect)))
  return html`${choice(scopeOf(method), ticked)}<li class="inset"><details${flag('open', chosen)}><summary>Only parts of <code>${method}</code></summary>
<ul class="choices">${aspects.map((aspect) => choice(scopeOf(method, aspect), ticked))}</ul></details></li>`
}

function isOpen(method: string): boolean {
  return openMethods.has(method) || unauthenticatedMethods.has(method)
}

function choice(scope: Scope, ticked: ReadonlySet<Scope>): Html {
  return html`<li><label><input type="checkbox" name="scope" value="${scope}"${flag('checked', ticked.has(scope))}>
<span>${describeScope(scope).sentence}<br><code class="small">${scope}</code></span></label></li>`
}

function fixed(method: string, name: 'cross' | 'check', text: string): Html {
  return html`<li class="fixed">${icon(name)}<span>${describeScope(scopeOf(method)).sentence} (${text})<br>
<code class="small">${method}</code></span></li>`
}
