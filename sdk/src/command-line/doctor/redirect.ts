import { authorize } from '../../oauth/authorize.ts'
import type { OAuthServer } from '../../oauth/server.ts'
import type { World } from '../world.ts'
import { type Finding, note, ok, problem } from './finding.ts'

/**
 * Whether the server would send somebody back to `redirectUri`: it is asked as a browser that nobody is signed in with,
 * and sends a good request on to its sign-in page.
 */
export async function redirectUri(
  { fetch, signal }: World,
  server: OAuthServer,
  application: { readonly clientId: string; readonly redirectUri: string },
): Promise<Finding[]> {
  if (server.kind === 'phorge')
    return [note('redirect', 'Phorge tells nothing about a redirect URI before somebody has signed in.')]
  const { url } = await authorize(server, application, { scopes: [] })
  const response = await fetch(url, { redirect: 'manual', ...(signal && { signal }) }).catch(() => undefined)
  if (!response) return [note('redirect', 'The authorization endpoint did not answer.')]
  const location = URL.parse(response.headers.get('location') ?? '', url)
  const isRefused = response.status >= 400 || location?.searchParams.has('error')
  if (!isRefused)
    return [ok('redirect', `The application may send people back to ${application.redirectUri}.`)]
  return [
    problem(
      'redirect',
      `The server does not take the application ${application.clientId} with the redirect URI ${application.redirectUri}.`,
      'Ask an administrator to register exactly this address, to look whether the application is disabled, and for a program on somebody’s machine to make it public.',
    ),
  ]
}
