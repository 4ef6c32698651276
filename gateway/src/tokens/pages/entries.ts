import { html } from 'hono/html'
import { findApplication } from '../../applications/applications.ts'
import type { Authorization } from '../../grants/authorizations.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { time } from '../../pages/time.ts'
import { type ApiToken, stateOf } from '../tokens.ts'
import { END_AUTHORIZATION, pathOf } from './paths.ts'
import { expiry, kindBadge, lastUse, rightsInShort, scopesInShort, stateBadge } from './words.ts'

/** One token in a list. */
export function tokenEntry({ gateway, session }: Visit, token: ApiToken): Html {
  const now = gateway.now()
  const isActive = stateOf(token, now) === 'active'
  const name = token.name || 'Without a name'
  return html`<li class="spread"><div><span class="row"><a href="${pathOf(token)}"><strong>${name}</strong></a> ${kindBadge(token.kind)}${isActive ? '' : stateBadge(token, now)}</span>
<span class="muted small">${rightsInShort(token.rights)} · ${isActive ? html`${expiry(token, now)} · ` : ''}${lastUse(token, now)}</span></div>
${
  isActive
    ? html`<form method="post" action="${pathOf(token)}revoke">${csrfField(session)}
<button class="danger" type="submit" aria-label="Revoke ${name}">Revoke</button></form>`
    : ''
}</li>`
}

/** What one application holds in one browser, say: access and refresh token together. */
export async function authorizationEntry(
  { gateway, session }: Visit,
  { clientId, family, scopes, startedAt, endsAt, lastUsedAt }: Authorization,
): Promise<Html> {
  const now = gateway.now()
  const name =
    (await findApplication(gateway, clientId))?.name ?? 'An application that is no longer registered'
  const use = lastUse({ createdAt: startedAt, lastUse: useAt(lastUsedAt) }, now)
  return html`<li class="spread"><div><span class="row"><strong>${name}</strong> ${kindBadge('oat')}</span>
<span class="muted small">${scopesInShort(scopes)} · signed in ${time(startedAt, now)} · ${expiry({ expiresAt: endsAt }, now)} · ${use}</span></div>
<form method="post" action="${END_AUTHORIZATION}${encodeURIComponent(family)}/revoke">${csrfField(session)}
<button class="danger" type="submit" aria-label="Revoke the tokens of ${name}">Revoke</button></form></li>`
}

function useAt(at: number | undefined): ApiToken['lastUse'] {
  return at === undefined ? undefined : { at, address: undefined, client: undefined, method: undefined }
}
