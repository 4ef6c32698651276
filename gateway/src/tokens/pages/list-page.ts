import { html } from 'hono/html'
import { authorizationsOf } from '../../grants/authorizations.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { listTokens } from '../list.ts'
import { stateOf } from '../tokens.ts'
import { authorizationEntry, tokenEntry } from './entries.ts'
import { NEW_TOKEN, REVOKE_ALL } from './paths.ts'
import { reportedNotices } from './reported-notices.ts'

const done = {
  revoked: 'The token is revoked: the next call with it fails.',
  'revoked-all': 'All your API tokens are revoked. What applications may do in your name is as before.',
  authorization: 'The application’s tokens are revoked. What you granted it stays until you take it back.',
}

export async function tokensPage(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const now = gateway.now()
  const userPhid = session.account.phid
  const tokens = await listTokens(gateway, { userPhids: [userPhid] })
  const active = tokens.filter((token) => stateOf(token, now) === 'active')
  const ended = tokens.filter((token) => stateOf(token, now) !== 'active')
  const authorizations = await authorizationsOf(gateway, userPhid)
  const entries = [
    ...active.map((token) => tokenEntry(visit, token)),
    ...(await Promise.all(authorizations.map((one) => authorizationEntry(visit, one)))),
  ]
  return {
    title: 'API tokens',
    section: 'tokens',
    body: html`<div class="spread"><h1>API tokens</h1><a class="button" href="${NEW_TOKEN}">New token</a></div>
${await reportedNotices(gateway, userPhid)}
${noticeOf(request.query, done)}
<p>Whoever has one of these acts in Maniphest as you. For somebody else's program use an
<a href="${paths.myApplications}">application</a>; what applications hold in your name is listed here too.</p>
${entries.length === 0 ? html`<p class="card muted">You have no tokens.</p>` : html`<ul class="list">${entries}</ul>`}
${active.length > 1 ? revokeAllForm(visit, active.length) : ''}
${ended.length > 0 ? html`<details class="ended"><summary>Ended tokens (${ended.length})</summary><ul class="list">${ended.map((token) => tokenEntry(visit, token))}</ul></details>` : ''}`,
  }
}

function revokeAllForm({ session }: Visit, count: number): Html {
  return html`<div class="folds"><details class="card"><summary>Revoke all ${count} API tokens</summary>
<form method="post" action="${REVOKE_ALL}">${csrfField(session)}
<p>Every script and machine that calls with one of them stops at once.</p>
<button class="danger" type="submit">Revoke all ${count} tokens</button></form></details></div>`
}
