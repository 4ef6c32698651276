/** What a page of rules is asked for in its address. */
export interface RuleFilter {
  /** Words that a scope or what it means has to have in it. */
  readonly text: string
  /** Empty: all applications. */
  readonly clientId: string
  /** Empty: both. */
  readonly state: '' | 'allowed' | 'not-allowed'
  readonly access: '' | 'read' | 'write'
  /** From 1. */
  readonly page: number
}

const LONGEST = 128

/** @param clientId of the application whose page it is. Of all of them, what is allowed is shown until more is asked for. */
export function readRuleFilter(query: unknown, clientId?: string): RuleFilter {
  const fields = query as Readonly<Record<string, unknown>>
  const application = clientId ?? textOf(fields.application)
  const { state = application === '' ? 'allowed' : '', access, page } = fields
  return {
    text: textOf(fields.text),
    clientId: application,
    state: state === 'allowed' || state === 'not-allowed' ? state : '',
    access: access === 'read' || access === 'write' ? access : '',
    page: typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1,
  }
}

/** The query of the page with this filter. `state` is always said: empty means something else than nothing. */
export function ruleQuery({ text, clientId, state, access, page }: RuleFilter): string {
  const fields = { text, application: clientId, access, page: page > 1 ? String(page) : '' }
  const given = Object.entries(fields).filter(([, value]) => value !== '')
  return new URLSearchParams([...given, ['state', state]]).toString()
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, LONGEST) : ''
}
