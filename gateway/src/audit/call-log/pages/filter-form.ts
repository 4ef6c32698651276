import { html } from 'hono/html'
import type { Application } from '../../../applications/applications.ts'
import { flag } from '../../../pages/form.ts'
import type { Html } from '../../../pages/layout.ts'
import { paths } from '../../../pages/paths.ts'
import { choice } from '../../pages/choice.ts'
import { outcomeClasses } from '../call.ts'
import type { Filter, FilterName } from './filter.ts'
import { classes } from './words.ts'

interface Field {
  readonly name: FilterName
  readonly label: string
  /** Of a text that is typed. */
  readonly placeholder?: string
  /** @default 'text' */
  readonly type?: 'text' | 'datetime-local'
  /** Of what is chosen: `[value, text]`. */
  readonly options?: readonly (readonly [string, string])[]
}

const further: readonly Field[] = [
  { name: 'from', label: 'From (UTC)', type: 'datetime-local' },
  { name: 'until', label: 'Until (UTC)', type: 'datetime-local' },
  { name: 'address', label: 'Address', placeholder: '192.0.2.7' },
  { name: 'token', label: 'Token', placeholder: 'PHID-CTKN-…' },
]

/** The filter's form, as it was filled in; what is wrong with a field is said beside it. */
export function filterForm(
  filter: Filter,
  mistakes: Readonly<Partial<Record<FilterName, string>>>,
  applications: readonly Application[],
): Html {
  const show = (field: Field) => fieldOf(field, filter[field.name], mistakes[field.name])
  return html`<form class="card call-filter" method="get" action="${paths.calls}" role="search">
<div class="fields">${usual(applications).map(show)}</div>
<details${flag(
    'open',
    further.some(({ name }) => filter[name] !== ''),
  )}><summary>By time, address or token</summary>
<div class="fields">${further.map(show)}</div></details>
<button class="quiet" type="submit">Show</button></form>`
}

function usual(applications: readonly Application[]): Field[] {
  return [
    { name: 'person', label: 'Person', placeholder: 'User name' },
    {
      name: 'application',
      label: 'Application',
      options: applications.map(({ clientId, name }) => [clientId, name]),
    },
    { name: 'method', label: 'Method', placeholder: 'maniphest.*' },
    { name: 'outcome', label: 'Outcome', options: outcomeClasses.map((value) => [value, classes[value]]) },
  ]
}

function fieldOf(field: Field, value: string, mistake: string | undefined): Html {
  const { name, label, options } = field
  const invalid = mistake ? html` aria-invalid="true" aria-describedby="${name}-error"` : ''
  const control = options ? choose({ ...field, options }, value, invalid) : type(field, value, invalid)
  return html`<div><label for="${name}">${label}</label>${control}${
    mistake ? html`<p class="error" id="${name}-error">${mistake}</p>` : ''
  }</div>`
}

/** What a browser would not show in a field for times is shown as text, to be mended. */
function type({ name, placeholder = '', type = 'text' }: Field, value: string, invalid: Html | ''): Html {
  return html`<input id="${name}" name="${name}" type="${invalid ? 'text' : type}" value="${value}" placeholder="${placeholder}" autocomplete="off" spellcheck="false"${invalid}>`
}

/** What was asked for is shown as chosen, also when it is none of the list: an application that is gone, for example. */
function choose(
  { name, options }: Field & Required<Pick<Field, 'options'>>,
  value: string,
  invalid: Html | '',
): Html {
  const isListed = value === '' || options.some(([listed]) => listed === value)
  const all = [['', 'All'] as const, ...options, ...(isListed ? [] : [[value, value] as const])]
  return html`<select id="${name}" name="${name}"${invalid}>${all.map(([listed, text]) => choice(listed, text, listed === value))}</select>`
}
