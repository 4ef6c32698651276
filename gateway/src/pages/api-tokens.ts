import type { FastifyInstance } from 'fastify'
import { html } from 'hono/html'
import { recordVisit } from '../audit/visit.ts'
import type { Gateway } from '../gateway.ts'
import { confirmed } from '../second-factor/confirm.ts'
import { type ApiToken, createApiToken, listApiTokens, revokeApiToken } from '../tokens/tokens.ts'
import type { Answer } from './answer.ts'
import { formOf, textField, textOf } from './form.ts'
import { forSignedIn, type Visit } from './guard.ts'
import { csrfField, type Html } from './layout.ts'
import { notice, noticeOf } from './notice.ts'
import { paths } from './paths.ts'
import { time } from './time.ts'

const PATH = paths.apiTokens
const LONGEST_NAME = 80

export function apiTokenRoutes(server: FastifyInstance, gateway: Gateway): void {
  server.get(
    PATH,
    forSignedIn(gateway, (visit) =>
      tokensPage(visit, { above: noticeOf(visit.request.query, { revoked: 'The token is revoked.' }) }),
    ),
  )
  server.post(PATH, forSignedIn(gateway, create))
  server.post(`${PATH}:id(^\\d+$)/revoke`, forSignedIn(gateway, revoke))
}

async function create(visit: Visit): Promise<Answer> {
  const { session, request } = visit
  const name = textOf(formOf(request.body), 'name').trim()
  if (!name || name.length > LONGEST_NAME) {
    const error = name
      ? `At most ${LONGEST_NAME} characters.`
      : 'Give the token a name, so that you know it again.'
    return tokensPage(visit, { name, error })
  }
  const action = { name: 'token-create', sentence: `make the API token “${name}”` } as const
  return confirmed(visit, action, async () => {
    const { token } = await recordVisit(visit, { kind: 'api-token-created', detail: name }, (inside) =>
      createApiToken(inside, { userPhid: session.account.phid, name }),
    )
    return tokensPage(visit, { above: newTokenNotice(name, token) })
  })
}

function newTokenNotice(name: string, token: string): Html {
  return notice(
    'good',
    html`The token “${name}” is made. Copy it now: it is not shown again.
<code class="secret" aria-label="New API token">${token}</code>
Whoever has it can do in Maniphest what you can do.`,
  )
}

async function revoke(visit: Visit): Promise<Answer> {
  const { id } = visit.request.params as { id: string }
  const userPhid = visit.session.account.phid
  const tokens = await listApiTokens(visit.gateway, userPhid)
  const detail = tokens.find((token) => token.id === Number(id))?.name
  if (detail === undefined) return { seeOther: `${PATH}?done=revoked` }
  await recordVisit(visit, { kind: 'api-token-revoked', detail }, (inside) =>
    revokeApiToken(inside, { userPhid, id: Number(id) }),
  )
  return { seeOther: `${PATH}?done=revoked` }
}

async function tokensPage(
  visit: Visit,
  { above = '', name = '', error }: { above?: Html | ''; name?: string; error?: string },
): Promise<Answer> {
  const { gateway, session } = visit
  const tokens = await listApiTokens(gateway, session.account.phid)
  return {
    status: error ? 422 : 200,
    title: 'API tokens',
    section: 'tokens',
    body: html`<h1>API tokens</h1>
${above}
<p>For your own scripts. A token may do everything that you may do; for somebody else's program use an
<a href="${paths.myApplications}">application</a>, whose rights you choose.</p>
${
  tokens.length === 0
    ? html`<p class="card muted">You have no API tokens.</p>`
    : html`<ul class="list">${tokens.map((token) => tokenEntry(visit, token))}</ul>`
}
<form class="card" method="post" action="${PATH}">${csrfField(session)}
<h2>New token</h2>
${textField({ name: 'name', label: 'Name', value: name, error, required: true, maxLength: LONGEST_NAME, autocomplete: 'off', hint: 'Such as the script or the machine that will use it.' })}
<button type="submit">Create token</button></form>`,
  }
}

function tokenEntry({ gateway, session }: Visit, token: ApiToken): Html {
  const now = gateway.now()
  return html`<li class="spread"><div><strong>${token.name}</strong><br>
<span class="muted small">Created ${time(token.createdAt, now)} · ${
    token.lastUsedAt === undefined ? 'never used' : html`last used ${time(token.lastUsedAt, now)}`
  }</span></div>
<form method="post" action="${PATH}${token.id}/revoke">${csrfField(session)}
<button class="danger" type="submit" aria-label="Revoke ${token.name}">Revoke</button></form></li>`
}
