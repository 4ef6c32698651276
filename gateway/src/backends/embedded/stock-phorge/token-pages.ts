import type { FastifyInstance } from 'fastify'
import { html } from 'hono/html'
import { revokeToken } from '../../../tokens/end.ts'
import { listTokens } from '../../../tokens/list.ts'
import { sendDialog, sendPage } from './page.ts'
import { factorQuestion, factorResponse } from './sign-in.ts'
import {
  forSignedIn,
  isFormPost,
  locate,
  type SignedInVisit,
  type Site,
  textField,
  withProof,
} from './visit.ts'

/** Where a signed-in person gets a token, and ends one. Who has a second factor answers it once more before. */
export function tokenRoutes(server: FastifyInstance, site: Site): void {
  const page = (url: string, handler: (visit: SignedInVisit) => unknown) =>
    server.route({ method: ['GET', 'POST'], url, handler: forSignedIn(site, handler) })
  page('/settings/panel/apitokens/', (visit) => locate(visit, panelOf(visit)))
  page('/settings/user/:userName/page/apitokens/', panel)
  page('/conduit/login/', (visit) => withHighSecurity(visit, cliToken))
  page('/conduit/token/edit/', (visit) => withHighSecurity(visit, mint))
  page('/conduit/token/edit/:id(^\\d+$)/', (visit) => withHighSecurity(visit, show))
  page('/conduit/token/terminate/:id(^\\d+$)/', (visit) => withHighSecurity(visit, terminate))
}

function panelOf({ session }: SignedInVisit): string {
  return `/settings/user/${session.account.userName}/page/apitokens/`
}

async function panel(visit: SignedInVisit): Promise<unknown> {
  const { gateway, reply, session } = visit
  const tokens = await listTokens(gateway, { userPhids: [session.account.phid], states: ['active'] })
  const generate = `/conduit/token/edit/?objectPHID=${session.account.phid}`
  const body = html`<h1>Conduit API Tokens</h1>
<p><a class="button" href="${generate}">Generate Token</a></p>
<ul>${tokens.map(({ id, name }) => html`<li>${name} <a class="button" href="/conduit/token/terminate/${id}/">Terminate</a></li>`)}</ul>`
  return sendPage(reply, 200, 'Conduit API Tokens', body)
}

/** Every GET of it makes one more token: whatever opens this page ahead of the person does too. */
function cliToken({ phorge, reply, session, csrf }: SignedInVisit): unknown {
  const token = phorge.tokens.mintCli(session.account.phid)
  return sendDialog(reply, {
    title: 'Grant Account Access',
    text: 'Give this token to the program that asked for it. It may then do what you may do.',
    action: '/conduit/login/',
    csrf,
    fields: html`<label>API token <input type="text" readonly value="${token}"></label>`,
    links: [{ text: 'Cancel', href: '/' }],
  })
}

function mint(visit: SignedInVisit): unknown {
  const { phorge, reply, session, csrf, fields } = visit
  const objectPHID = textField(fields, 'objectPHID')
  if (objectPHID !== session.account.phid) {
    const text = 'A token is made by the one whose account it is for.'
    return sendDialog(reply, { title: 'Not allowed', text, csrf, links: [{ text: 'OK', href: '/' }] })
  }
  if (isFormPost(visit)) {
    return withProof(visit, async () =>
      locate(visit, `/conduit/token/edit/${await phorge.tokens.mint(session.account.phid)}/`),
    )
  }
  return sendDialog(reply, {
    title: 'Generate API Token',
    text: 'Make a new API token?',
    action: '/conduit/token/edit/',
    csrf,
    hidden: { objectPHID },
    submit: 'Generate Token',
    links: [{ text: 'Cancel', href: panelOf(visit) }],
  })
}

function show(visit: SignedInVisit): unknown {
  const { phorge, reply, request, session, csrf } = visit
  const { id } = request.params as { id: string }
  const token = phorge.tokens.show(Number(id), session.account.phid)
  if (!token) return sendPage(reply, 404, '404 Not Found', html`<h1>There is no such token</h1>`)
  return sendDialog(reply, {
    title: 'Edit API Token',
    text: 'Keep it as you keep a password.',
    action: `/conduit/token/edit/${id}/`,
    csrf,
    hidden: { objectPHID: session.account.phid },
    fields: html`<label>Token <input type="text" readonly value="${token}"></label>
<label>Name <input type="text" name="name" value="Standard API Token"></label>`,
    submit: 'Save',
    links: [{ text: 'Done', href: panelOf(visit) }],
  })
}

function terminate(visit: SignedInVisit): unknown {
  const { gateway, reply, request, session, csrf } = visit
  const { id } = request.params as { id: string }
  if (isFormPost(visit)) {
    return withProof(visit, async () => {
      const userPhid = session.account.phid
      const [token] = await listTokens(gateway, { userPhids: [userPhid], ids: [Number(id)] })
      if (token) await revokeToken(gateway, token.phid, { author: { phid: userPhid } })
      return locate(visit, panelOf(visit))
    })
  }
  return sendDialog(reply, {
    title: 'Terminate API Token',
    text: 'End this token? What uses it stops working.',
    action: `/conduit/token/terminate/${id}/`,
    csrf,
    submit: 'Terminate Token',
    links: [{ text: 'Cancel', href: panelOf(visit) }],
  })
}

function withHighSecurity(visit: SignedInVisit, next: (visit: SignedInVisit) => unknown): unknown {
  const { phorge, request, session, fields } = visit
  if (!phorge.factors.needsHighSecurity(session)) return next(visit)
  if (request.method !== 'POST' || !('__hisec__' in fields)) return askForHighSecurity(visit)
  return withProof(visit, () =>
    phorge.factors.raise(session, factorResponse(visit)) ? next(visit) : askForHighSecurity(visit),
  )
}

function askForHighSecurity(visit: SignedInVisit): unknown {
  const { reply, request, csrf, fields } = visit
  const objectPHID = textField(fields, 'objectPHID')
  return sendDialog(reply, {
    title: 'Enter High Security',
    text: 'This makes a credential, so answer your second factor again.',
    action: request.url.split('?', 1)[0] ?? '/',
    csrf,
    hidden: { __hisec__: '1', ...(objectPHID && { objectPHID }) },
    ...factorQuestion(visit),
    links: [{ text: 'Cancel', href: panelOf(visit) }],
  })
}
