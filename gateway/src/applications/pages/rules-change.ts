import { expandScopes } from '../../access/expand.ts'
import { denyList } from '../../access/methods.ts'
import { presetOf, scopesOf } from '../../access/presets.ts'
import { isScope, type Scope } from '../../access/scope.ts'
import type { Answer } from '../../pages/answer.ts'
import { type Form, formOf, textOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { type Application, findApplication, listApplications } from '../applications.ts'
import { allowable, type RuleChange } from '../rule-changes.ts'
import { readRuleFilter } from '../rule-filter.ts'
import { allowedScopes } from '../rules.ts'
import { noSuchApplication } from './application-page.ts'
import { backOf, ownerOf } from './rules-back.ts'
import { findRows, showRules } from './rules-page.ts'
import { reviewPage } from './rules-review.ts'

/** So many rules are reviewed at a time: more would be read by nobody. */
const MOST = 5000

/** Shows what a change of rules would be, and what it would break. Nothing is changed yet. */
export async function reviewRules(visit: Visit): Promise<Answer> {
  const form = formOf(visit.request.body)
  switch (textOf(form, 'action')) {
    case 'allow':
    case 'take-away':
      return reviewRows(visit, form)
    case 'preset':
    case 'preset-added':
      return reviewPreset(visit, form)
    case 'patterns':
      return reviewPatterns(visit, form)
    default:
      return again(visit, form, 'Choose what is to be done with the rows.')
  }
}

async function reviewRows(visit: Visit, form: Form): Promise<Answer> {
  const applications = await listApplications(visit.gateway)
  const chosen =
    textOf(form, 'rows') === 'found'
      ? await foundScopes(visit, form, applications)
      : tickedScopes(textsOf(form, 'rule'), applications)
  const count = [...chosen.values()].reduce((sum, scopes) => sum + scopes.length, 0)
  if (count === 0) return again(visit, form, 'Tick the rows that you want to change.')
  if (count > MOST) {
    const most = `${MOST.toLocaleString('en')} rules can be changed at a time, and these are ${count.toLocaleString('en')}`
    return again(visit, form, `At most ${most}: search for fewer.`)
  }
  const isAllowed = textOf(form, 'action') === 'allow'
  return review(
    visit,
    form,
    [...chosen].map(([application, scopes]) => ({
      application,
      allow: isAllowed ? scopes : [],
      takeAway: isAllowed ? [] : scopes,
    })),
  )
}

async function foundScopes(visit: Visit, form: Form, applications: readonly Application[]) {
  const rows = await findRows(visit.gateway, applications, readRuleFilter(form))
  const changeable = rows.filter(({ state }) => state !== 'always' && state !== 'never')
  const grouped = Map.groupBy(changeable, ({ application }) => application)
  return new Map([...grouped].map(([application, found]) => [application, found.map(({ scope }) => scope)]))
}

function tickedScopes(rules: readonly string[], applications: readonly Application[]) {
  const known = new Map(
    applications.map((application) => [encodeURIComponent(application.clientId), application]),
  )
  const chosen = new Map<Application, Scope[]>()
  for (const rule of rules) {
    const [clientId = '', scope = ''] = rule.split(' ')
    const application = known.get(clientId)
    if (!application || !isScope(scope)) continue
    chosen.set(application, [...(chosen.get(application) ?? []), scope])
  }
  return chosen
}

async function reviewPreset(visit: Visit, form: Form): Promise<Answer> {
  const { gateway } = visit
  const application = await findApplication(gateway, textOf(form, 'application'))
  if (!application) return noSuchApplication
  const preset = presetOf(textOf(form, 'preset'))
  if (!preset) return again(visit, form, 'Choose a preset.')
  const methods = [...(await gateway.backend.methods()).keys()]
  const allow = scopesOf(preset, methods, denyList(gateway.config.denyMethods))
  const rules = await allowedScopes(gateway, application.clientId)
  const isAdded = textOf(form, 'action') === 'preset-added'
  const takeAway = isAdded ? [] : [...rules].filter((scope) => !allow.includes(scope))
  return review(visit, form, [{ application, allow, takeAway }])
}

async function reviewPatterns(visit: Visit, form: Form): Promise<Answer> {
  const { gateway } = visit
  const application = await findApplication(gateway, textOf(form, 'application'))
  if (!application) return noSuchApplication
  const text = textOf(form, 'patterns')
  const patterns = text.split(/[\s,]+/).filter(Boolean)
  const methods = [...(await gateway.backend.methods()).keys()]
  const { scopes, unmatched } = expandScopes(patterns, methods, denyList(gateway.config.denyMethods))
  const isAllowable = await allowable(gateway)
  if (patterns.length === 0) return again(visit, form, undefined, 'Write at least one name or pattern.')
  if (unmatched.length > 0) {
    const names = unmatched.map((pattern) => `“${pattern}”`).join(', ')
    return again(visit, form, undefined, `Nothing that may be allowed matches ${names}.`)
  }
  return review(visit, form, [{ application, allow: scopes.filter(isAllowable), takeAway: [] }])
}

async function review(visit: Visit, form: Form, asked: readonly RuleChange[]): Promise<Answer> {
  const isAllowable = await allowable(visit.gateway)
  const changes = asked.map((change) => ({ ...change, allow: change.allow.filter(isAllowable) }))
  return reviewPage(visit, { changes, back: backOf(form) })
}

/** The page that the form came from, with what is wrong. */
function again(visit: Visit, form: Form, error: string | undefined, patternError?: string): Promise<Answer> {
  const of = ownerOf(backOf(form))
  return showRules(visit, {
    filter: readRuleFilter(form, of),
    of,
    ...(error !== undefined && { error }),
    ...(patternError !== undefined && { patterns: { text: textOf(form, 'patterns'), error: patternError } }),
  })
}
