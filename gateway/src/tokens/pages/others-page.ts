import { html } from 'hono/html'
import { administrationTabs } from '../../pages/administration.ts'
import type { Answer } from '../../pages/answer.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { paths } from '../../pages/paths.ts'
import { listTokens } from '../list.ts'
import { tokenEntry } from './entries.ts'

/** For administrators: whose tokens there are. They can be seen and ended here, and nothing else. */
export async function othersPage(visit: Visit): Promise<Answer> {
  const { gateway, request } = visit
  const { owner } = request.query as { owner?: unknown }
  const userName = typeof owner === 'string' ? owner.trim().slice(0, 128) : ''
  return {
    title: 'API tokens of others',
    section: 'admin',
    body: html`${administrationTabs(gateway, paths.tokensOfOthers)}
<h1>API tokens</h1>
<p>Look up the personal API tokens of somebody, and revoke them. Nobody but their owner can use or change them.</p>
<form class="filters card" method="get" action="${paths.tokensOfOthers}" role="search">
<div><label for="owner">Owner</label><input id="owner" name="owner" type="text" value="${userName}" autocomplete="off" spellcheck="false" placeholder="User name"></div>
<button class="quiet" type="submit">Show</button></form>
${userName ? await tokensOf(visit, userName) : ''}`,
  }
}

async function tokensOf(visit: Visit, userName: string): Promise<Html> {
  const { gateway } = visit
  const account = await gateway.backend.accountByName(userName)
  if (!account) return html`<p class="card muted">There is nobody of that name.</p>`
  const tokens = await listTokens(gateway, { userPhids: [account.phid], limit: 200 })
  if (tokens.length === 0) return html`<p class="card muted">${account.userName} has no API tokens.</p>`
  return html`<ul class="list">${tokens.map((token) => tokenEntry(visit, token))}</ul>`
}
