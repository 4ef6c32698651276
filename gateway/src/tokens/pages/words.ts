import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import type { Scope } from '../../access/scope.ts'
import type { TokenRights } from '../../access/token-rights.ts'
import { type IconName, icon } from '../../pages/icons.ts'
import type { Html } from '../../pages/layout.ts'
import { time } from '../../pages/time.ts'
import { type ApiToken, stateOf, type TokenState, type TokenUse } from '../tokens.ts'

const DAY = 86_400
/** Of a use before that only this is said: what would tell more is not kept. */
const LONGEST_MEMORY = 90 * DAY
const MOST_SHOWN = 3

export function rightsInShort(rights: TokenRights): string | Html {
  if (rights === 'all') return 'may do everything'
  return rights === 'read-only' ? 'only reads' : scopesInShort([...rights].sort())
}

export function scopesInShort(scopes: readonly Scope[]): Html | string {
  if (scopes.length === 0) return 'knows who you are'
  const more = scopes.length - MOST_SHOWN
  return html`${scopes
    .slice(0, MOST_SHOWN)
    .map(
      (scope, at) => html`${at > 0 ? ', ' : ''}<code>${scope}</code>`,
    )}${more > 0 ? ` and ${more} more` : ''}`
}

export function rightsInFull(rights: TokenRights): Html {
  if (rights === 'all') return html`Everything that its owner may do`
  if (rights === 'read-only') return html`Everything that only reads`
  return html`<ul>${[...rights].sort().map((scope) => html`<li>${describeScope(scope).sentence} <code>${scope}</code></li>`)}</ul>`
}

export function addressesInFull(addresses: readonly string[]): Html {
  if (addresses.length === 0) return html`everywhere`
  return html`${addresses.map((range, at) => html`${at > 0 ? html`<br>` : ''}<code>${plainRange(range)}</code>`)}`
}

/** A range of one address is written as that address. */
export function plainRange(range: string): string {
  return range.includes(':') ? range.replace(/\/128$/, '') : range.replace(/\/32$/, '')
}

export function lastUse(token: Pick<ApiToken, 'lastUse' | 'createdAt'>, now: number): Html {
  const { lastUse: use, createdAt } = token
  if ((use?.at ?? createdAt) < now - LONGEST_MEMORY) return html`not used in the last 90 days`
  return use ? html`last used ${time(use.at, now)}` : html`never used`
}

export function useInFull(use: TokenUse, now: number): Html {
  const parts = [
    time(use.at, now),
    use.address && html` from <code>${use.address}</code>`,
    use.client && html` by ${use.client}`,
    use.method && html` for <code>${use.method}</code>`,
  ]
  return html`${parts}`
}

export function expiry({ expiresAt }: Pick<ApiToken, 'expiresAt'>, now: number): Html {
  if (expiresAt === undefined) return html`never expires`
  return expiresAt <= now ? html`expired ${time(expiresAt, now)}` : html`expires ${time(expiresAt, now)}`
}

const states = {
  active: ['good', 'check', 'Active'],
  expired: ['warn', 'clock', 'Expired'],
  revoked: ['bad', 'cross', 'Revoked'],
  disposed: ['', 'cross', 'Disposed of'],
} as const satisfies Record<TokenState, readonly [string, IconName, string]>

export function stateBadge(token: ApiToken, now: number): Html {
  const [tone, name, text] = states[stateOf(token, now)]
  return html`<span class="badge ${tone}">${icon(name)}${text}</span>`
}

export function kindBadge(kind: 'api' | 'cli' | 'oat'): Html {
  const text = { api: 'standard', cli: 'command line', oat: 'application' }[kind]
  return html`<span class="badge"><span class="prefix">${kind}-</span>${text}</span>`
}
