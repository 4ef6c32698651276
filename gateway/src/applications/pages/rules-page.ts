import { html } from 'hono/html'
import { denyList } from '../../access/methods.ts'
import type { Gateway } from '../../gateway.ts'
import { grantedAlike } from '../../grants/holders.ts'
import { administrationTabs } from '../../pages/administration.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { notice, noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { methodsWithSecondFactor } from '../../second-factor/methods.ts'
import { type Application, listApplications } from '../applications.ts'
import { type RuleFilter, readRuleFilter, ruleQuery } from '../rule-filter.ts'
import { recentUse } from '../rule-impact.ts'
import { type RuleRow, ruleRows } from '../rule-rows.ts'
import { allowedScopes, rulesOfAll } from '../rules.ts'
import { noSuchApplication } from './application-page.ts'
import { pathOf } from './applications-page.ts'
import { rulesStart } from './rules-start.ts'
import { filterForm, rulesTable } from './rules-table.ts'

const PER_PAGE = 100

const notices = { rules: 'The rules are saved. They hold from the next call on.' }

/** The rules of all applications. */
export async function rulesPage(visit: Visit): Promise<Answer> {
  return showRules(visit, { filter: readRuleFilter(visit.request.query) })
}

/** The same table for the application that the address names, with what one starts from. */
export async function applicationRulesPage(visit: Visit): Promise<Answer> {
  const { clientId } = visit.request.params as { clientId: string }
  return showRules(visit, { filter: readRuleFilter(visit.request.query, clientId), of: clientId })
}

export interface RulesState {
  readonly filter: RuleFilter
  /** The application whose page it is. */
  readonly of?: string | undefined
  readonly error?: string
  /** What was typed into the field for patterns, and what is wrong with it. */
  readonly patterns?: { readonly text: string; readonly error: string }
}

export async function showRules(visit: Visit, state: RulesState): Promise<Answer> {
  const { gateway } = visit
  const applications = await listApplications(gateway)
  const own = state.of === undefined ? undefined : applications.find(({ clientId }) => clientId === state.of)
  if (state.of !== undefined && !own) return noSuchApplication
  const found = await findRows(gateway, applications, state.filter)
  const pages = Math.max(1, Math.ceil(found.length / PER_PAGE))
  const filter = { ...state.filter, page: Math.min(state.filter.page, pages) }
  const rows = found.slice((filter.page - 1) * PER_PAGE, filter.page * PER_PAGE)
  const address = addressOf(filter, own)
  const error =
    state.error ?? (state.patterns && 'Nothing is changed yet: look at the field with the patterns.')
  return {
    status: error ? 422 : 200,
    title: own ? `Rules of ${own.name}` : 'Rules',
    section: 'admin',
    width: 'wide',
    body: html`${own ? html`<p class="small"><a href="${pathOf(own)}">Back to ${own.name}</a></p>` : administrationTabs(gateway, paths.rules)}
<h1>${own ? `What ${own.name} may do at most` : 'Rules'}</h1>
${error ? notice('bad', error) : noticeOf(visit.request.query, notices)}
<p>What is not allowed here is refused, whatever a user grants. Users still decide for themselves, within what you allow.
Changes hold from the next call on, and are shown with what they would break before they are saved. Which methods take a
<a href="${paths.secondFactorMethods}">second factor</a> is decided for all applications together.</p>
${own ? await rulesStart(visit, { application: own, rules: await allowedScopes(gateway, own.clientId), back: address, patterns: state.patterns }) : ''}
${filterForm(filter, own ? undefined : applications, own ? `${pathOf(own)}rules` : paths.rules)}
${
  rows.length === 0
    ? html`<p class="card muted">${applications.length === 0 ? 'No application is registered yet.' : 'There is no such rule.'}</p>`
    : html`${rulesTable(visit, { rows, total: found.length, filter, back: address, ...(await figuresOf(gateway, rows)) })}
${pageLinks(filter, pages, own)}`
}`,
  }
}

/** All rows that a filter leaves, of however many pages. */
export async function findRows(
  gateway: Gateway,
  applications: readonly Application[],
  filter: RuleFilter,
): Promise<RuleRow[]> {
  const methods = (await gateway.backend.methods()).keys()
  const rules = await rulesOfAll(gateway)
  return ruleRows({ applications, rules, methods, deny: denyList(gateway.config.denyMethods) }, filter)
}

async function figuresOf(gateway: Gateway, rows: readonly RuleRow[]) {
  const clientIds = [...new Set(rows.map(({ application }) => application.clientId))]
  const [uses, grants, marked] = await Promise.all([
    recentUse(gateway, clientIds.length === 1 ? clientIds[0] : undefined),
    grantedAlike(gateway, clientIds),
    methodsWithSecondFactor(gateway),
  ])
  return { uses, grants, marked, isLogged: gateway.callLog !== undefined }
}

function addressOf(filter: RuleFilter, own: Application | undefined): string {
  return own
    ? `${pathOf(own)}rules?${ruleQuery({ ...filter, clientId: '' })}`
    : `${paths.rules}?${ruleQuery(filter)}`
}

function pageLinks(filter: RuleFilter, pages: number, own: Application | undefined): Html | '' {
  if (pages === 1) return ''
  const to = (page: number, text: string, rel: string) =>
    html`<a class="button quiet" rel="${rel}" href="${addressOf({ ...filter, page }, own)}">${text}</a>`
  return html`<nav class="row" aria-label="Pages">${filter.page > 1 ? to(filter.page - 1, 'Back', 'prev') : ''}<span>Page ${filter.page} of ${pages}</span>${filter.page < pages ? to(filter.page + 1, 'Next', 'next') : ''}</nav>`
}
