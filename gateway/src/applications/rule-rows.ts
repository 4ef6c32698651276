import { aspectsOf } from '../access/aspects.ts'
import { describeScope, type ScopeDescription } from '../access/describe.ts'
import { type DenyList, openMethods, unauthenticatedMethods } from '../access/methods.ts'
import { covers, methodOf, type Scope, scopeOf } from '../access/scope.ts'
import type { Application } from './applications.ts'
import type { RuleFilter } from './rule-filter.ts'

/**
 * `covered`: by the whole method. `always` and `never`: for every application, whatever its rules. `gone`: allowed, and the
 * server does not have it now.
 */
export type RuleState = 'allowed' | 'covered' | 'not-allowed' | 'always' | 'never' | 'gone'

/** One application and one method, or one aspect of it. */
export interface RuleRow extends ScopeDescription {
  readonly application: Application
  readonly scope: Scope
  readonly state: RuleState
}

/** What there is to decide, once for all applications. */
interface Choice extends ScopeDescription {
  readonly scope: Scope
  readonly fixed: 'always' | 'never' | undefined
  /** What a search looks into. */
  readonly text: string
}

export interface RuleSource {
  readonly applications: readonly Application[]
  /** By client identifier. */
  readonly rules: ReadonlyMap<string, ReadonlySet<Scope>>
  readonly methods: Iterable<string>
  readonly deny: DenyList
}

/** The rows that a filter leaves, by application; what is allowed comes first. */
export function ruleRows({ applications, rules, methods, deny }: RuleSource, filter: RuleFilter): RuleRow[] {
  const choices = choicesOf(methods, deny)
  const known = new Set(choices.map(({ scope }) => scope))
  const found = choices.filter((choice) => isFound(choice, filter))
  return applications
    .filter((application) =>
      filter.clientId === '' ? isInUse(application) : filter.clientId === application.clientId,
    )
    .flatMap((application) => {
      const allowed = rules.get(application.clientId) ?? new Set<Scope>()
      const gone = [...allowed].filter((scope) => !known.has(scope)).map((scope) => choiceOf(scope))
      const rows = [...found, ...gone.filter((choice) => isFound(choice, filter))]
        .map(({ scope, sentence, risk, fixed }) => ({
          application,
          scope,
          sentence,
          risk,
          state: fixed ?? stateOf(scope, allowed, known),
        }))
        .filter(({ state }) => filter.state === '' || (filter.state === 'allowed') === isOn(state))
      return [...rows.filter(({ state }) => isOn(state)), ...rows.filter(({ state }) => !isOn(state))]
    })
}

/** Of all of them, those that were approved once: proposals have a page of their own. */
function isInUse({ stage }: Application): boolean {
  return stage === 'approved' || stage === 'disabled'
}

function choicesOf(methods: Iterable<string>, deny: DenyList): Choice[] {
  return [...methods].sort().flatMap((method) => {
    const isOpen = openMethods.has(method) || unauthenticatedMethods.has(method)
    const fixed = deny.has(method) ? 'never' : isOpen ? 'always' : undefined
    const aspects = fixed ? [] : aspectsOf(method).map((aspect) => scopeOf(method, aspect))
    return [scopeOf(method), ...aspects].map((scope) => choiceOf(scope, fixed))
  })
}

function choiceOf(scope: Scope, fixed?: Choice['fixed']): Choice {
  const description = describeScope(scope)
  return { ...description, scope, fixed, text: `${scope} ${description.sentence}`.toLowerCase() }
}

function isFound({ text, risk }: Choice, filter: RuleFilter): boolean {
  if (filter.access !== '' && risk !== filter.access) return false
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function stateOf(scope: Scope, allowed: ReadonlySet<Scope>, known: ReadonlySet<Scope>): RuleState {
  if (allowed.has(scope)) return known.has(scope) ? 'allowed' : 'gone'
  return methodOf(scope) !== scope && covers(allowed, scope) ? 'covered' : 'not-allowed'
}

function isOn(state: RuleState): boolean {
  return state === 'allowed' || state === 'covered' || state === 'gone'
}
