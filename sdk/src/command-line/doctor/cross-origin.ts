import type { OAuthServer } from '../../oauth/server.ts'
import type { Connection } from '../connect.ts'
import { UsageError } from '../failure.ts'
import type { World } from '../world.ts'
import { type Finding, ok, problem } from './finding.ts'

/** Whether a page of `origin` may call this server: asked as its browser would ask. */
export async function crossOrigin(
  { fetch, signal }: World,
  { address }: Connection,
  server: OAuthServer | undefined,
  origin: string,
): Promise<Finding[]> {
  const response = await fetch(new URL('api/user.whoami', address.url), {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
    redirect: 'manual',
    ...(signal && { signal }),
  }).catch(() => undefined)
  const allowed = response?.headers.get('access-control-allow-origin')
  const headers = response?.headers.get('access-control-allow-headers')?.toLowerCase() ?? ''
  if (allowed === origin && headers.includes('authorization'))
    return [ok('cors', `Pages of ${origin} may call this server.`)]
  const remedy =
    server?.kind === 'rfc8414'
      ? `Ask an administrator to add ${origin} to the origins of the application.`
      : 'Phorge answers no page of another origin: call it from a back end, or put phorge-conduit-gateway in front of it.'
  return [problem('cors', `Browsers keep the answers of this server from pages of ${origin}.`, remedy)]
}

/** @throws {UsageError} */
export function assertOrigin(origin: string): void {
  const parsed = URL.parse(origin)?.origin
  if (parsed === origin) return
  throw new UsageError(
    '--origin is not an origin.',
    parsed && parsed !== 'null'
      ? `Write it as ${parsed}.`
      : 'Write it as https://errors.example.com, without a path.',
  )
}
