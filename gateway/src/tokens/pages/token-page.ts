import { html } from 'hono/html'
import { callsOfToken } from '../../audit/call-log/pages/addresses.ts'
import { historyOf } from '../../history/history.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { notice, noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { time } from '../../pages/time.ts'
import type { TokenRefusal } from '../refusal.ts'
import { oldSecretEnd } from '../secrets.ts'
import type { ApiToken } from '../tokens.ts'
import { actions } from './actions.ts'
import { historyList } from './history-list.ts'
import { noSuchToken, tokenOf } from './own-token.ts'
import { addressesInFull, kindBadge, lastUse, rightsInFull, stateBadge, useInFull } from './words.ts'

export interface Shown {
  readonly above?: Html | ''
  /** What the form with this action was refused for, with what was typed. */
  readonly refused?: { readonly action: string; readonly refusal: TokenRefusal; readonly form: unknown }
}

const done = {
  name: 'The token has its new name.',
  rights: 'The token may do less now.',
  addresses: 'The token can be used from fewer addresses now.',
  expiry: 'The token ends earlier now.',
  revoke: 'The token is revoked: the next call with it fails.',
  dispose: 'The token is disposed of. Nothing is left of its secrets; this record stays.',
}

export async function tokenPage(visit: Visit): Promise<Answer> {
  const token = await tokenOf(visit)
  if (!token) return noSuchToken
  return showToken(visit, token, { above: noticeOf(visit.request.query, done) })
}

/** The one place where a token is ever shown. */
export function secretNotice(token: string, what: string): Html {
  return notice(
    'good',
    html`${what} Copy it now: it is not shown again.
<code class="secret" aria-label="API token">${token}</code>
Whoever has it can do in Maniphest what it may do.`,
  )
}

export async function showToken(
  visit: Visit,
  token: ApiToken,
  { above = '', refused }: Shown,
): Promise<Answer> {
  const { gateway, session } = visit
  const isOwn = token.userPhid === session.account.phid
  const history = await historyOf(gateway.database, token.phid)
  const back = isOwn ? paths.apiTokens : paths.tokensOfOthers
  return {
    status: refused ? 422 : 200,
    title: token.name || 'API token',
    section: isOwn ? 'tokens' : 'admin',
    body: html`<p class="small"><a href="${back}">API tokens</a></p>
<div class="spread"><h1>${token.name || 'Without a name'}</h1><span class="row">${kindBadge(token.kind)}${stateBadge(token, gateway.now())}</span></div>
${above}
${refused ? notice('bad', refused.refusal.message) : ''}
${await facts(visit, token)}
${await actions(visit, token, refused)}
<h2>History</h2>
${await historyList(visit, history)}`,
  }
}

async function facts({ gateway, session }: Visit, token: ApiToken): Promise<Html> {
  const now = gateway.now()
  const owner = await gateway.backend.accountByPhid(token.userPhid)
  const oldEndsAt = await oldSecretEnd(gateway.database, token.id, now)
  return html`<dl class="facts card">
<dt>Owner</dt><dd>${owner?.userName ?? token.userPhid}</dd>
<dt>May do</dt><dd>${rightsInFull(token.rights)}</dd>
<dt>From</dt><dd>${addressesInFull(token.addresses)}</dd>
<dt>Created</dt><dd>${time(token.createdAt, now)}</dd>
<dt>Expires</dt><dd>${token.expiresAt === undefined ? 'never' : time(token.expiresAt, now)}</dd>
${oldEndsAt === undefined ? '' : html`<dt>Old secret</dt><dd>ends ${time(oldEndsAt, now)}</dd>`}
<dt>Used</dt><dd>${token.lastUse ? useInFull(token.lastUse, now) : lastUse(token, now)}${
    gateway.callLog && token.userPhid === session.account.phid
      ? html` · <a href="${callsOfToken(token.phid)}">What was done with it</a>`
      : ''
  }</dd>
<dt>PHID</dt><dd><code>${token.phid}</code></dd>
</dl>`
}
