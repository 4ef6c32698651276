import { html } from 'hono/html'
import { aspectsOf } from '../../access/aspects.ts'
import { describeScope } from '../../access/describe.ts'
import { openMethods, unauthenticatedMethods, writes } from '../../access/methods.ts'
import { aspectOf, type Scope, scopeOf } from '../../access/scope.ts'
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
    const scopes = [scopeOf(method), ...aspectsOf(method).map((aspect) => scopeOf(method, aspect))]
    return scopes.filter((scope) => isOffered(scope, within))
  })
  const groups = Map.groupBy(offered, (scope) => scope.slice(0, scope.indexOf('.')))
  return html`${[...groups].map(([application, scopes]) => {
    const count = scopes.filter((scope) => ticked.has(scope)).length
    return html`<details${flag('open', count > 0)}><summary>${application} <span class="muted small">${scopes.length === 1 ? 'one choice' : `${scopes.length} choices`}</span></summary>
<ul class="choices">${scopes.map((scope) => choice(scope, ticked))}</ul></details>`
  })}`
}

function choice(scope: Scope, ticked: ReadonlySet<string>): Html {
  const isPart = aspectOf(scope) !== undefined
  return html`<li${isPart ? html` class="part"` : ''}><label><input type="checkbox" name="scope" value="${scope}"${flag('checked', ticked.has(scope))}>
<span>${describeScope(scope).sentence}<br><code class="small">${scope}</code></span></label></li>`
}

/** Any token may call the methods that tell who one is and what there is. */
function isOffered(scope: Scope, within: TokenRights): boolean {
  const isOpen = (openMethods.has(scope) && !writes(scope)) || unauthenticatedMethods.has(scope)
  return !isOpen && canBePicked(scope) && isWithin(new Set([scope]), within)
}
