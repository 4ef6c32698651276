import { html } from 'hono/html'
import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Application } from '../applications/application.ts'
import type { Gateway } from '../gateway.ts'
import { type Page, page } from '../pages/layout.ts'
import { paths } from '../pages/paths.ts'
import { sessionOf } from '../sessions/cookie.ts'
import { pageHeaders } from './page-headers.ts'

/**
 * What a person sees when an authorization request is so wrong that nobody knows where to send them back to. It is shown
 * here and never redirected: the address in the request is not one that the application registered.
 */
export function renderError(gateway: Gateway) {
  return async (ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): Promise<void> => {
    const name = error instanceof errors.SessionNotFound ? 'session_expired' : out.error
    const session = await sessionOf(gateway, ctx.req)
    if (ctx.status < 500) ctx.status = 400
    ctx.set(pageHeaders)
    ctx.type = 'html'
    ctx.body = await page({ ...refusalPage(name, out.error_description), session })
  }
}

/** A page for an error of RFC 6749 (or of ours), in plain words. */
export function refusalPage(error: string, description = ''): Refusal {
  const { title, text } = explanations.get(error) ?? unknownError
  return {
    status: 400,
    title,
    width: 'narrow',
    body: html`<h1>${title}</h1>
<p>${text}</p>
<p>Nothing was granted and nobody was signed in anywhere. Please tell the people who run the application.</p>
<p class="muted small">For them: <code>${error}</code>${description && html` – ${description}`}</p>
<p><a href="${paths.home}">To the start page</a></p>`,
  }
}

/** The error of an application that cannot be used. */
export function unusable({ stage }: Pick<Application, 'stage'>): string {
  return stage === 'disabled' ? 'application_disabled' : 'application_not_approved'
}

interface Refusal extends Page {
  readonly status: number
}

interface Explanation {
  readonly title: string
  readonly text: string
}

const unknownError: Explanation = {
  title: 'This request cannot be answered',
  text: 'An application sent you here with a request that this server does not understand.',
}

const explanations: ReadonlyMap<string, Explanation> = new Map([
  [
    'invalid_client',
    {
      title: 'Unknown application',
      text: 'The application that sent you here is not registered with this server. Its client ID may be misspelt, or it was removed.',
    },
  ],
  [
    'application_disabled',
    {
      title: 'Application disabled',
      text: 'An administrator of this server has disabled the application that sent you here.',
    },
  ],
  [
    'application_not_approved',
    {
      title: 'Application not approved',
      text: 'The application that sent you here was proposed to this server, and no administrator has approved it.',
    },
  ],
  [
    'owner_only',
    {
      title: 'Somebody else’s application',
      text: 'The application that sent you here was made for its owner alone, and you are signed in as somebody else.',
    },
  ],
  [
    'invalid_redirect_uri',
    {
      title: 'Wrong return address',
      text: 'The application that sent you here asked to send you back to an address that is not registered for it. That can be a mistake in its settings, or an attempt to steal your access.',
    },
  ],
  [
    'session_expired',
    {
      title: 'This request has expired',
      text: 'You took longer than an hour, or went on in another window. Go back to the application and begin anew.',
    },
  ],
  [
    'server_error',
    {
      title: 'Something went wrong here',
      text: 'This is the fault of this server and not yours. Please try again in a moment.',
    },
  ],
])
