import type { FastifyInstance } from 'fastify'
import { html } from 'hono/html'
import { endSession, type Session, startSession } from '../../../sessions/sessions.ts'
import { SignInLimit } from '../../../sessions/sign-in-limit.ts'
import { type Dialog, dialogForm, sendDialog, sendPage, sendShielded } from './page.ts'
import { forAnybody, locate, type Site, textField, type Visit, withProof } from './visit.ts'
import { COOKIE_LIFETIME, deleteCookie, newCsrfToken, readCookie, setCookie } from './visitor.ts'

const SIGN_IN = '/auth/login/password:self/'
const FACTOR_FIELD = 'authfactor.1.mfa.response'

/** `/auth/…`, `/logout/`, and `/login/refresh/`, where Phorge's pages renew their CSRF token. */
export function signInRoutes(server: FastifyInstance, site: Site): void {
  const limit = new SignInLimit(site.gateway.now)
  server.get('/auth/start/', forAnybody(site, start))
  server.get(SIGN_IN, forAnybody(site, sendSignIn))
  server.post(
    SIGN_IN,
    forAnybody(site, (visit) => withProof(visit, () => signIn(visit, limit))),
  )
  server.get(
    '/auth/validate/',
    forAnybody(site, (visit) => locate(visit, '/auth/finish/')),
  )
  server.route({ method: ['GET', 'POST'], url: '/auth/finish/', handler: forAnybody(site, finish) })
  server.route({ method: ['GET', 'POST'], url: '/login/refresh/', handler: forAnybody(site, refresh) })
  server.route({ method: ['GET', 'POST'], url: '/logout/', handler: forAnybody(site, signOut) })
}

/** The form, and the way back in a cookie. */
export function sendSignIn(visit: Visit): unknown {
  if (!visit.request.url.startsWith('/auth/')) keepWay(visit, visit.request.url)
  return sendSignInForm(visit)
}

/** A link can say where to go after that. Who is signed in already goes to the start page all the same. */
function start(visit: Visit): unknown {
  const { visitor, fields } = visit
  if (visitor.session) return locate(visit, visit.phorge.isPartial(visitor.session) ? '/auth/finish/' : '/')
  const next = textField(fields, 'next')
  if (next) keepWay(visit, next)
  return sendSignInForm(visit)
}

/** One that is two minutes old or younger stays: browsers ask for icons behind the person's back. */
function keepWay({ gateway, request, reply }: Visit, path: string): void {
  const [keptAt = ''] = (readCookie(request, 'next_uri') ?? '').split(',')
  if (Number(keptAt) > gateway.now() - 120) return
  setCookie(gateway, reply, 'next_uri', `${gateway.now()},${path}`)
}

function sendSignInForm(visit: Visit, complaint = '', userName = ''): unknown {
  return sendDialog(visit.reply, signInDialog(visit, complaint, userName))
}

function signInDialog({ csrf }: Visit, complaint = '', userName = '') {
  return {
    title: 'Login',
    text: complaint || 'Sign in with your user name.',
    action: SIGN_IN,
    csrf,
    fields: html`<label>User name <input type="text" name="username" value="${userName}" autocomplete="username"></label>
<label>Password <input type="password" name="password" autocomplete="current-password"></label>`,
    submit: 'Sign in',
  }
}

async function signIn(visit: Visit, limit: SignInLimit): Promise<unknown> {
  const { gateway, request, reply, fields, visitor } = visit
  const userName = textField(fields, 'username')
  const attempt = limit.begin(userName, request.ip)
  if (!attempt.allowed) return sendSignInForm(visit, 'Too many attempts. Wait a while.', userName)
  const account = await gateway.backend.verifyPassword?.(userName, textField(fields, 'password'))
  if (!account || account.isDisabled) {
    deleteCookie(gateway, reply, 'phusr')
    return sendSignInForm(visit, 'User name and password do not match.', userName)
  }
  limit.succeed(userName, request.ip)
  if (visitor.session) await endSession(gateway, visitor.cookie)
  setCookie(gateway, reply, 'phusr', account.userName, COOKIE_LIFETIME)
  setCookie(gateway, reply, 'phsid', await startSession(gateway, account), COOKIE_LIFETIME)
  return locate(visit, `/auth/validate/?expect=${encodeURIComponent(account.userName)}`)
}

/** The last step of signing in: the second factor, for those who have one, and back to where it began. */
function finish(visit: Visit): unknown {
  const { session } = visit.visitor
  if (!session) return sendSignInForm(visit)
  if (!visit.phorge.isPartial(session)) return goBack(visit)
  const response = factorResponse(visit)
  if (visit.request.method !== 'POST') return askForFactor(visit)
  return withProof(visit, () =>
    visit.phorge.factors.completeSignIn(session, response) ? goBack(visit) : askForFactor(visit),
  )
}

function goBack(visit: Visit): unknown {
  const { gateway, request, reply } = visit
  const [, path] = (readCookie(request, 'next_uri') ?? '').split(/,(.*)/s)
  deleteCookie(gateway, reply, 'next_uri')
  return locate(visit, isLocal(path) ? path : '/')
}

/** A path of this server. One with two slashes names another. */
function isLocal(path: string | undefined): path is string {
  return /^\/(?![/\\])[^\s\\]*$/.test(path ?? '')
}

/** A session of which the second factor is still to come gets this page whatever it asks for, with status 200. */
export function askForFactor(visit: Visit): unknown {
  const { reply, request, csrf } = visit
  return sendDialog(reply, {
    title: 'Provide Multi-Factor Credentials',
    text: 'Your account has a second factor. Answer it to complete the sign-in.',
    action: request.url.split('?', 1)[0] ?? '/',
    csrf,
    hidden: { __hisec__: '1' },
    ...factorQuestion(visit),
    links: [{ text: 'Cancel', href: '/logout/' }],
  })
}

/** Nobody can answer for a while after an answer: the form asks to wait then, and can only be sent to ask again. */
export function factorQuestion({ phorge, visitor }: Visit): Pick<Dialog, 'fields' | 'submit'> {
  const pause = visitor.session ? phorge.factors.pause(visitor.session) : 0
  if (pause > 0) {
    return {
      fields: html`<p>A code was taken a moment ago. The next can be in ${pause} seconds.</p>`,
      submit: 'Wait',
    }
  }
  const field = html`<label>App code <input type="text" name="${FACTOR_FIELD}" autocomplete="one-time-code"></label>`
  return { fields: field, submit: 'Continue' }
}

export function factorResponse({ fields }: Visit): string {
  return textField(fields, FACTOR_FIELD)
}

/** Needs no proof: another site could not read the answer. */
async function refresh(visit: Visit): Promise<unknown> {
  const { gateway, phorge, reply, visitor, fields } = visit
  if (visitor.session && phorge.isPartial(visitor.session)) return askForFactor(visit)
  if (visitor.session) return sendShielded(reply, { token: newCsrfToken(visitor, gateway) })
  if (!('__ajax__' in fields)) return sendSignIn(visit)
  return sendShielded(reply, { dialog: String(await dialogForm(signInDialog(visit))) })
}

async function signOut(visit: Visit): Promise<unknown> {
  const { request, reply, visitor, csrf } = visit
  if (request.method === 'GET') {
    const text = 'Sign out of this browser?'
    return sendDialog(reply, { title: 'Sign out', text, action: '/logout/', csrf, submit: 'Sign out' })
  }
  return withProof(visit, () => leave(visit, visitor.session))
}

async function leave(visit: Visit, session: Session | undefined): Promise<unknown> {
  const { gateway, reply, visitor } = visit
  if (session) await endSession(gateway, visitor.cookie)
  deleteCookie(gateway, reply, 'phsid')
  deleteCookie(gateway, reply, 'phusr')
  return sendPage(reply, 200, 'Signed out', html`<h1>Signed out</h1><p><a href="/">Sign in again</a></p>`)
}
