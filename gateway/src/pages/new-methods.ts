import type { FastifyInstance } from 'fastify'
import { html } from 'hono/html'
import { recordVisit } from '../audit/visit.ts'
import type { Gateway } from '../gateway.ts'
import { administrationTabs } from './administration.ts'
import type { Answer } from './answer.ts'
import { formOf, textsOf } from './form.ts'
import { forAdministrators, type Visit } from './guard.ts'
import { csrfField, type Html } from './layout.ts'
import { notice, noticeOf } from './notice.ts'
import { paths } from './paths.ts'

const PATH = paths.newMethods

/** Where an administrator lets in what an upgrade of the server behind has brought. */
export function newMethodRoutes(server: FastifyInstance, gateway: Gateway): void {
  if (!gateway.backend.newMethods) return
  server.get(PATH, forAdministrators(gateway, newMethodsPage))
  server.post(PATH, forAdministrators(gateway, letIn))
}

/** For other pages: that there are some. */
export function newMethodsNotice({ backend }: Gateway): Html | '' {
  const count = backend.newMethods?.news.length ?? 0
  if (count === 0) return ''
  const what = count === 1 ? 'one new method' : `${count} new methods`
  return notice(
    'warn',
    html`Phorge has ${what}, which nobody can call yet. <a href="${PATH}">Look at them</a>.`,
  )
}

async function newMethodsPage({ gateway, session, request }: Visit): Promise<Answer> {
  const names = gateway.backend.newMethods?.news ?? []
  return {
    title: 'New methods',
    section: 'admin',
    body: html`${administrationTabs(gateway, PATH)}
<h1>New methods</h1>
${noticeOf(request.query, { saved: 'They may be allowed and granted now, as all others.' })}
<p>Phorge did not have these methods when this gateway asked for them first. No application can call them, and no API
token of this gateway. Let in what you know; which application may call it is decided with its rules.</p>
${
  names.length === 0
    ? html`<p class="card muted">There is none.</p>`
    : html`<form class="card" method="post" action="${PATH}">${csrfField(session)}
<ul class="list">${names.map(entry)}</ul>
<button type="submit">Let in the ticked ones</button></form>`
}`,
  }
}

function entry(name: string): Html {
  return html`<li><label><input type="checkbox" name="method" value="${name}"> <code>${name}</code></label></li>`
}

async function letIn(visit: Visit): Promise<Answer> {
  const { newMethods } = visit.gateway.backend
  const ticked = textsOf(formOf(visit.request.body), 'method')
  const names = ticked.filter((name) => newMethods?.news.includes(name))
  if (names.length > 0) {
    const event = { kind: 'methods-let-in', detail: names.join(' ') } as const
    await recordVisit(visit, event, async (inside) => newMethods?.letIn(names, inside.database))
  }
  return { seeOther: `${PATH}?done=saved` }
}
