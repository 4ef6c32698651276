import { html } from 'hono/html'
import { formOf, textOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { safeReturnTo } from '../../sessions/return-to.ts'

/** Where somebody goes on who came in the middle of an authorization; `undefined` for all others. */
export function returnToOf({ gateway, request }: Visit): string | undefined {
  const query = request.query as { return_to?: unknown }
  const path = safeReturnTo(textOf(formOf(request.body), 'return_to') || query.return_to, gateway)
  return path.startsWith('/oauthserver/') ? path : undefined
}

export function returnField(returnTo: string | undefined): Html | '' {
  return returnTo ? html`<input type="hidden" name="return_to" value="${returnTo}">` : ''
}
