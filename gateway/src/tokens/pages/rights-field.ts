import { html } from 'hono/html'
import { aspectsOf } from '../../access/aspects.ts'
import { describeScope } from '../../access/describe.ts'
import { openMethods, unauthenticatedMethods, writes } from '../../access/methods.ts'
import { type Scope, scopeOf } from '../../access/scope.ts'
import { canBePicked, isWithin, type TokenRights } from '../../access/token-rights.ts'
import { flag } from '../../pages/form.ts'
import type { Html } from '../../pages/layout.ts'

export interface RightsField {
  /** All methods of the server. */
  readonly methods: Iterable<string>
  /** What may be chosen from at most. */
  readonly within: TokenRights
  /** `all`, `read-only`, `scopes`, or nothing yet. */
  readonly chosen: string
  readonly ticked: ReadonlySet<string>
  readonly error?: string | undefined
}

/** What a token may do: everything, reading, or methods that one ticks. Scripts are not needed to go from one to another. */
export function rightsField({ methods, within, chosen, ticked, error }: RightsField): Html {
  const radio = (value: string, text: string, hint: string) =>
    html`<li><label><input type="radio" name="rights" value="${value}" required${flag('checked', value === chosen)}>
<span>${text}<br><span class="muted small">${hint}</span></span></label></li>`
  return html`<fieldset class="rights"${error ? html` aria-describedby="rights-error"` : ''}><legend>What it may do</legend>
${error ? html`<p class="error" id="rights-error">${error}</p>` : ''}
<ul class="choices">
${typeof within === 'string' ? radio('read-only', 'Only read', 'Every method that changes nothing.') : ''}
${radio('scopes', 'Only what is ticked below', 'The least that the script needs. Everything else is refused.')}
${within === 'all' ? radio('all', 'Everything', 'Whatever you may do, now and later.') : ''}
</ul>
<div class="picker">${picker(methods, within, ticked)}</div></fieldset>`
}

function picker(methods: Iterable<string>, within: TokenRights, ticked: ReadonlySet<string>): Html {
  const offered = [...methods].sort().flatMap((method) => {
    const isIn = (scope: Scope) => isOffered(scope, within)
    const parts = aspectsOf(method).map((aspect) => scopeOf(method, aspect))
    const whole = [scopeOf(method)].filter(isIn)
    const scopes = [...whole, ...parts.filter(isIn)]
    return scopes.length > 0 ? [{ method, whole, parts: scopes.slice(whole.length) }] : []
  })
  const groups = Map.groupBy(offered, ({ method }) => method.slice(0, method.indexOf('.')))
  return html`${[...groups].map(([application, choices]) => {
    const isOpen = choices.some(({ whole, parts }) => [...whole, ...parts].some((scope) => ticked.has(scope)))
    return html`<details${flag('open', isOpen)}><summary>${application} <span class="muted small">${choices.length === 1 ? 'one method' : `${choices.length} methods`}</span></summary>
<ul class="choices">${choices.map((offer) => methodChoice(offer, ticked))}</ul></details>`
  })}`
}

interface Offer {
  readonly method: string
  readonly whole: readonly Scope[]
  readonly parts: readonly Scope[]
}

function methodChoice({ method, whole, parts }: Offer, ticked: ReadonlySet<string>): Html {
  if (parts.length === 0) return html`${whole.map((scope) => choice(scope, ticked))}`
  const isOpen = whole.length === 0 || parts.some((scope) => ticked.has(scope))
  return html`${whole.map((scope) => choice(scope, ticked))}<li class="inset"><details${flag('open', isOpen)}><summary>Only parts of <code>${method}</code></summary>
<ul class="choices">${parts.map((scope) => choice(scope, ticked))}</ul></details></li>`
}

function choice(scope: Scope, ticked: ReadonlySet<string>): Html {
  return html`<li><label><input type="checkbox" name="scope" value="${scope}"${flag('checked', ticked.has(scope))}>
<span>${describeScope(scope).sentence}<br><code class="small">${scope}</code></span></label></li>`
}

/** Any token may call the methods that tell who one is and what there is. */
function isOffered(scope: Scope, within: TokenRights): boolean {
  const isOpen = (openMethods.has(scope) && !writes(scope)) || unauthenticatedMethods.has(scope)
  return !isOpen && canBePicked(scope) && isWithin(new Set([scope]), within)
}
