import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import { recordVisit } from '../../audit/visit.ts'
import { administrationTabs } from '../../pages/administration.ts'
import type { Answer } from '../../pages/answer.ts'
import { type Form, formOf, textField, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { notice, noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { confirmed } from '../../second-factor/confirm.ts'
import type { AutoApprovalRule } from '../auto-approval.ts'
import { addAutoApprovalRule, autoApprovalRules, removeAutoApprovalRule } from '../auto-approval-rules.ts'
import { dryRunTable } from './dry-run.ts'
import { type RuleErrors, readTypedRule, type TypedRule } from './typed-rule.ts'

const notices = {
  saved: 'The rule is saved. It holds for proposals from now on.',
  removed: 'The rule is removed.',
}

/** Where an administrator says which proposals need nobody's approval. */
export async function approvalRulesPage(visit: Visit): Promise<Answer> {
  return rulesPage(visit, { above: noticeOf(visit.request.query, notices) })
}

/** Tries a rule on past proposals, or writes it. */
export async function addRule(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const form = formOf(request.body)
  const typed = typedIn(form)
  const read = await readTypedRule(gateway, typed)
  if ('errors' in read) return rulesPage(visit, { typed, errors: read.errors })
  if (textOf(form, 'action') === 'try') {
    return rulesPage(visit, { typed, tried: await dryRunTable(gateway, { id: 0, ...read.rule }) })
  }
  const { rule } = read
  const perform = async (): Promise<Answer> => {
    const event = {
      kind: 'approval-rules-changed',
      detail: `+${rule.name}: ${[...rule.scopes].join(' ')}`,
    } as const
    await recordVisit(visit, event, (inside) => addAutoApprovalRule(inside, rule, session.account.phid))
    return { seeOther: `${paths.approvalRules}?done=saved` }
  }
  const sentence = `let proposals pass by the rule “${rule.name}”`
  return confirmed(visit, { name: 'rules-change', sentence }, perform)
}

export async function removeRule(visit: Visit): Promise<Answer> {
  const { id } = visit.request.params as { id: string }
  const rule = (await autoApprovalRules(visit.gateway)).find((one) => one.id === Number(id))
  if (rule) {
    const event = { kind: 'approval-rules-changed', detail: `-${rule.name}` } as const
    await recordVisit(visit, event, (inside) => removeAutoApprovalRule(inside, rule.id))
  }
  return { seeOther: `${paths.approvalRules}?done=removed` }
}

function typedIn(form: Form): TypedRule {
  return {
    name: textOf(form, 'name'),
    scopes: textOf(form, 'scopes'),
    hosts: textOf(form, 'hosts'),
    owners: textOf(form, 'owners'),
  }
}

interface State {
  readonly above?: Html | ''
  readonly typed?: TypedRule
  readonly errors?: RuleErrors
  readonly tried?: Html
}

async function rulesPage(
  { gateway, session }: Visit,
  { above = '', typed, errors = {}, tried }: State,
): Promise<Answer> {
  const wrong = Object.keys(errors).length > 0
  const rules = await Promise.all(
    (await autoApprovalRules(gateway)).map((rule) => entry(gateway, rule, session)),
  )
  return {
    status: wrong ? 422 : 200,
    title: 'Approval rules',
    section: 'admin',
    body: html`${administrationTabs(gateway, paths.proposals)}
<p class="small"><a href="${paths.proposals}">Proposals</a></p>
<h1>Approval rules</h1>
${above}${wrong ? notice('bad', 'Nothing is saved yet: please look at the marked fields.') : ''}
<p>A proposal that keeps to one of these rules is approved at once. One whose redirect addresses are prefixes, or that nobody signed in for, never is.</p>
${rules.length === 0 ? html`<p class="card muted">There is no rule: an administrator decides on every proposal.</p>` : html`<ul class="list">${rules}</ul>`}
${tried ? html`<section class="card"><h2>What this rule would have done</h2>${tried}</section>` : ''}
<form class="card" method="post" action="${paths.approvalRules}">${csrfField(session)}
<h2>New rule</h2>
${textField({ name: 'name', label: 'Name', value: typed?.name ?? '', error: errors.name, required: true, maxLength: 100, autocomplete: 'off' })}
${textField({ name: 'scopes', label: 'Methods that may be asked for', value: typed?.scopes ?? '', error: errors.scopes, rows: 3, required: true, hint: html`Names, or patterns such as <code>maniphest.*</code>, which become a list when you save.` })}
${textField({ name: 'hosts', label: 'Hosts of redirect addresses', value: typed?.hosts ?? '', error: errors.hosts, rows: 2, required: true, hint: html`One on each line, such as <code>errors.example.com</code> or <code>localhost</code>.` })}
${textField({ name: 'owners', label: 'Only of these people (optional)', value: typed?.owners ?? '', error: errors.owners, rows: 2, hint: 'User names, one on each line. Empty: of everybody who can sign in.' })}
<div class="row"><button class="quiet" type="submit" name="action" value="try">Try it on past proposals</button>
<button type="submit" name="action" value="save">Save the rule</button></div></form>`,
  }
}

async function entry(
  gateway: Visit['gateway'],
  rule: AutoApprovalRule,
  session: Visit['session'],
): Promise<Html> {
  const owners = await Promise.all(
    rule.owners.map(async (phid) => (await gateway.backend.accountByPhid(phid))?.userName ?? phid),
  )
  return html`<li class="spread"><div><strong>${rule.name}</strong><br>
<span class="small">${[...rule.scopes].map((scope) => describeScope(scope).sentence).join('; ')}</span><br>
<span class="muted small">${rule.hosts.join(', ')} · ${owners.length > 0 ? owners.join(', ') : 'everybody'}</span></div>
<form method="post" action="${paths.approvalRules}${rule.id}/remove">${csrfField(session)}<button class="danger" type="submit" aria-label="Remove ${rule.name}">Remove</button></form></li>`
}
