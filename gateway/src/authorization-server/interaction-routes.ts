import formbody from '@fastify/formbody'
import type { FastifyError, FastifyPluginAsync } from 'fastify'
import type { Provider } from 'oidc-provider'
import { Unavailable } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { type Answer, sendAnswer } from '../pages/answer.ts'
import { unavailablePage } from '../pages/error-pages.ts'
import { type Form, formOf, textOf } from '../pages/form.ts'
import { isSameOrigin, otherOrigin } from '../pages/guard.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { isCsrfToken } from '../sessions/sessions.ts'
import { askForConsent, decide } from './consent-steps.ts'
import { continuePage } from './continue-page.ts'
import { refusalPage } from './error-page.ts'
import {
  beginAnew,
  interactionOf,
  interactionPath,
  isAnswered,
  isOfSomebodyElse,
  leaveForm,
  resume,
  signInFirst,
  submit,
  type Visit,
} from './interaction.ts'
import { pageHeaders } from './page-headers.ts'
import { PROMPT } from './second-factor-prompt.ts'
import { askForSecondFactor, takeSecondFactor } from './second-factor-step.ts'

/** Where an authorization stops to ask a person something: sign-in (which is another page), second factor, consent. */
export function interactionRoutes(gateway: Gateway, provider: Provider): FastifyPluginAsync {
  return async (server) => {
    server.removeAllContentTypeParsers()
    await server.register(formbody)
    server.addHook('onRequest', async (_request, reply) => {
      reply.headers(pageHeaders)
    })
    server.setErrorHandler(async (error: FastifyError, _request, reply) => {
      if (error instanceof Unavailable) return sendAnswer(reply, unavailablePage(error), undefined)
      const { statusCode: status = 500 } = error
      if (status >= 500) gateway.log.error({ err: error }, 'the consent page failed')
      const refusal = refusalPage(status >= 500 ? 'server_error' : 'invalid_request')
      return sendAnswer(reply, { ...refusal, status }, undefined)
    })
    // The address holds what the browser's cookie holds too: fastify does not log it.
    const silent = { logLevel: 'silent' } as const

    server.get(interactionPath(':uid'), silent, async (request, reply) => {
      const interaction = await interactionOf(provider, request, reply)
      const session = await sessionOf(gateway, request)
      if (!interaction) return sendAnswer(reply, refusalPage('session_expired'), session)
      if (isAnswered(interaction)) return sendAnswer(reply, resume(interaction), session)
      if (!session) return sendAnswer(reply, signInFirst(interaction), session)
      const visit = { gateway, provider, request, reply, interaction, session }
      return sendAnswer(reply, await show(visit), session)
    })

    server.post(interactionPath(':uid'), silent, async (request, reply) => {
      const interaction = await interactionOf(provider, request, reply)
      const session = await sessionOf(gateway, request)
      if (!isSameOrigin(request, gateway)) return sendAnswer(reply, otherOrigin(gateway), session)
      if (!interaction) return sendAnswer(reply, refusalPage('session_expired'), session)
      if (!session) return sendAnswer(reply, signInFirst(interaction), session)
      const visit = { gateway, provider, request, reply, interaction, session }
      return sendAnswer(reply, await take(visit, formOf(request.body)), session)
    })

    server.get<{ Params: { uid: string } }>(
      `${interactionPath(':uid')}/continue`,
      silent,
      async (request, reply) => {
        const path = interactionPath(encodeURIComponent(request.params.uid))
        return sendAnswer(reply, continuePage(path), undefined)
      },
    )
  }
}

async function show(visit: Visit): Promise<Answer> {
  const { interaction, session } = visit
  if (isOfSomebodyElse(interaction, session)) return beginAnew(interaction)
  if (interaction.prompt.name === 'consent') return askForConsent(visit)
  if (interaction.prompt.name === PROMPT) return askForSecondFactor(visit)
  await submit(visit, { login: { accountId: session.account.phid } })
  return resume(interaction)
}

async function take(visit: Visit, form: Form): Promise<Answer> {
  const { interaction, session } = visit
  const { name } = interaction.prompt
  const isStale = isOfSomebodyElse(interaction, session) || !isCsrfToken(session, textOf(form, 'csrf'))
  if (isStale || isAnswered(interaction)) return leaveForm(interaction)
  if (name === PROMPT) return takeSecondFactor(visit, form)
  return name === 'consent' ? decide(visit, form) : leaveForm(interaction)
}
