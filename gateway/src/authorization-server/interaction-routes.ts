import formbody from '@fastify/formbody'
import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { errors, type Provider } from 'oidc-provider'
import { findApplication } from '../applications/applications.ts'
import type { Gateway } from '../gateway.ts'
import { sendAnswer } from '../pages/answer.ts'
import { formOf, textOf, textsOf } from '../pages/form.ts'
import { isSameOrigin, otherOrigin } from '../pages/guard.ts'
import { clearSessionCookie, sessionCookieOf, sessionOf } from '../sessions/cookie.ts'
import { endSession, isCsrfToken, type Session } from '../sessions/sessions.ts'
import { consentQuestion, saveConsent } from './consent.ts'
import { consentPage } from './consent-page.ts'
import { continuePage } from './continue-page.ts'
import { refusalPage } from './error-page.ts'
import { interactionPath } from './interaction-policy.ts'
import { pageHeaders } from './page-headers.ts'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>
interface Params {
  readonly uid: string
}

/** Where an authorization stops to ask a person something: sign-in (which is another page) and consent. */
export function interactionRoutes(gateway: Gateway, provider: Provider): FastifyPluginAsync {
  return async (server) => {
    await server.register(formbody)
    server.addHook('onRequest', async (_request, reply) => {
      reply.headers(pageHeaders)
    })
    server.setErrorHandler(async (error: FastifyError, _request, reply) => {
      const status = error.statusCode ?? 500
      if (status >= 500) gateway.log.error({ err: error }, 'the consent page failed')
      const refusal = refusalPage(status >= 500 ? 'server_error' : 'invalid_request')
      return sendAnswer(reply, { ...refusal, status }, undefined)
    })
    const silent = { logLevel: 'silent' } as const

    server.get<{ Params: Params }>(interactionPath(':uid'), silent, async (request, reply) => {
      const interaction = await interactionOf(request, reply)
      if (!interaction) return sendAnswer(reply, refusalPage('session_expired'), undefined)
      if (interaction.result?.consent || interaction.result?.error) return goOn(reply, interaction)
      const session = await sessionOf(gateway, request)
      if (!session) return signIn(reply, interaction)
      if (isSomebodyElse(interaction, session)) return beginAnew(reply, interaction)
      if (interaction.prompt.name === 'consent') return askForConsent(reply, interaction, session)
      return finish(request, reply, { login: { accountId: session.account.phid } })
    })

    server.post<{ Params: Params }>(interactionPath(':uid'), silent, async (request, reply) => {
      const interaction = await interactionOf(request, reply)
      if (!interaction) return sendAnswer(reply, refusalPage('session_expired'), undefined)
      const session = await sessionOf(gateway, request)
      if (!isSameOrigin(request, gateway)) return sendAnswer(reply, otherOrigin(gateway), session)
      const form = formOf(request.body)
      if (!session || !isCsrfToken(session, textOf(form, 'csrf')) || isSomebodyElse(interaction, session)) {
        return leaveForm(reply, interaction)
      }
      return decide(request, reply, interaction, session, form)
    })

    server.get<{ Params: Params }>(`${interactionPath(':uid')}/continue`, silent, async (request, reply) => {
      const { html, refresh } = await continuePage(interactionPath(encodeURIComponent(request.params.uid)))
      return reply.header('refresh', refresh).type('text/html; charset=utf-8').send(html)
    })
  }

  async function interactionOf(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Interaction | undefined> {
    try {
      return await provider.interactionDetails(request.raw, reply.raw)
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined
      throw error
    }
  }

  async function decide(
    request: FastifyRequest,
    reply: FastifyReply,
    interaction: Interaction,
    session: Session,
    form: ReturnType<typeof formOf>,
  ): Promise<FastifyReply> {
    const decision = textOf(form, 'decision')
    if (decision === 'switch') return switchAccount(request, reply, interaction)
    if (decision !== 'allow') {
      const refusal = { error: 'access_denied', error_description: 'The user did not allow it.' }
      await provider.interactionResult(request.raw, reply.raw, refusal, { mergeWithLastSubmission: false })
      return leaveForm(reply, interaction)
    }
    const { application, question } = await questionOf(interaction, session)
    if (!application) return sendAnswer(reply, refusalPage('invalid_client'), session)
    const ticked = new Set(textsOf(form, 'scope'))
    await saveConsent(gateway, application, session.account.phid, question, ticked)
    await provider.interactionResult(request.raw, reply.raw, { consent: {} })
    return leaveForm(reply, interaction)
  }

  async function askForConsent(
    reply: FastifyReply,
    interaction: Interaction,
    session: Session,
  ): Promise<FastifyReply> {
    const { application, question } = await questionOf(interaction, session)
    if (!application) return sendAnswer(reply, refusalPage('invalid_client'), session)
    const action = interactionPath(interaction.uid)
    const redirectUri = String(interaction.params.redirect_uri)
    return sendAnswer(reply, consentPage({ application, redirectUri, session, question, action }), session)
  }

  async function questionOf({ params }: Interaction, session: Session) {
    const application = await findApplication(gateway, String(params.client_id))
    if (!application || application.disabled) return { application: undefined, question: undefined } as const
    const scope = String(params.scope ?? '')
    const question = await consentQuestion(gateway, application, session.account.phid, scope)
    return { application, question } as const
  }

  async function switchAccount(
    request: FastifyRequest,
    reply: FastifyReply,
    interaction: Interaction,
  ): Promise<FastifyReply> {
    const secret = sessionCookieOf(request, gateway)
    if (secret) await endSession(gateway, secret)
    clearSessionCookie(reply, gateway)
    return signIn(reply, interaction)
  }

  async function finish(
    request: FastifyRequest,
    reply: FastifyReply,
    result: Parameters<Provider['interactionResult']>[2],
  ): Promise<FastifyReply> {
    return reply.redirect(pathOf(await provider.interactionResult(request.raw, reply.raw, result)), 303)
  }
}

function signIn(reply: FastifyReply, { uid }: Interaction): FastifyReply {
  // The sign-in page puts a page of its own between its form and this address.
  return reply.redirect(`/sign-in?return_to=${encodeURIComponent(interactionPath(uid))}`, 303)
}

/** The account changed while the authorization was under way. */
function isSomebodyElse({ session }: Interaction, { account }: Session): boolean {
  return session?.accountId !== undefined && session.accountId !== account.phid
}

function beginAnew(reply: FastifyReply, { params }: Interaction): FastifyReply {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string' && name !== 'resource') query.set(name, value)
  }
  return reply.redirect(`/oauthserver/auth/?${query}`, 303)
}

function goOn(reply: FastifyReply, { returnTo }: Interaction): FastifyReply {
  return reply.redirect(pathOf(returnTo), 303)
}

function leaveForm(reply: FastifyReply, { uid }: Interaction): FastifyReply {
  return reply.redirect(`${interactionPath(uid)}/continue`, 303)
}

/** The library builds absolute URLs from the `Host` header: only their path is ours to follow. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}
