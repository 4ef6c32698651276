import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors, type InteractionResults, type Provider } from 'oidc-provider'
import type { Gateway } from '../gateway.ts'
import type { Answer } from '../pages/answer.ts'
import { paths } from '../pages/paths.ts'
import type { Session } from '../sessions/sessions.ts'
import { ACR_PARAMETER, PROMPT } from './second-factor-prompt.ts'

/** Where a person is asked something in the middle of an authorization. */
export function interactionPath(uid: string): string {
  return `/oauthserver/interaction/${uid}`
}

/** What the library wants to be asked. */
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** A signed-in person before an interaction. */
export interface Visit {
  readonly gateway: Gateway
  readonly provider: Provider
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly interaction: Interaction
  readonly session: Session
}

/** The interaction of this browser at this address; `undefined` when there is none (any more). */
export async function interactionOf(
  provider: Provider,
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

/** Keeps the person's answer for the library. */
export async function submit({ provider, request, reply }: Visit, result: InteractionResults): Promise<void> {
  const options = { mergeWithLastSubmission: !('error' in result) }
  await provider.interactionResult(request.raw, reply.raw, result, options)
}

export function isAnswered({ prompt, result }: Interaction): boolean {
  const asked = prompt.name === PROMPT ? PROMPT : 'consent'
  return result?.[asked] !== undefined || result?.error !== undefined
}

/** The account changed while the authorization was under way. */
export function isOfSomebodyElse({ session }: Interaction, { account }: Session): boolean {
  return session?.accountId !== undefined && session.accountId !== account.phid
}

/** Back to the library, which goes on with the answer. */
export function resume({ returnTo }: Interaction): Answer {
  // It builds absolute URLs from the `Host` header: only their path is ours to follow.
  return { seeOther: new URL(returnTo).pathname }
}

/** The same request once more, for whoever is signed in now. */
export function beginAnew({ params }: Interaction): Answer {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'string' || name === 'resource') continue
    query.set(name === ACR_PARAMETER ? 'acr_values' : name, value)
  }
  return { seeOther: `/oauthserver/auth/?${query}` }
}

/** The sign-in page puts a page of its own between its form and this address. */
export function signInFirst({ uid }: Interaction): Answer {
  return { seeOther: `${paths.signIn}?return_to=${encodeURIComponent(interactionPath(uid))}` }
}

/** From a form to a page that goes on by itself: see `continuePage`. */
export function leaveForm({ uid }: Interaction): Answer {
  return { seeOther: `${interactionPath(uid)}/continue` }
}
