import { discover } from '../../oauth/discover.ts'
import type { OAuthServer } from '../../oauth/server.ts'
import type { Connection } from '../connect.ts'
import type { World } from '../world.ts'
import { type Finding, note, ok, problemFrom } from './finding.ts'

/** Whether this is a gateway or a Phorge, and whether people can sign in there by OAuth. */
export async function serverKind(
  world: World,
  connection: Connection,
): Promise<{ findings: Finding[]; server: OAuthServer | undefined }> {
  const { url } = connection.address
  try {
    const server = await discover(url, { fetch: world.fetch, signal: world.signal, allowInsecure: true })
    const findings = server.kind === 'phorge' ? await phorge(server, world) : gateway(server)
    return { findings, server }
  } catch (error) {
    return { findings: [problemFrom('server', error, connection)], server: undefined }
  }
}

function gateway({ metadata, takesBearer }: OAuthServer): Finding[] {
  const placement = takesBearer ? 'in the header' : 'in the body'
  return [
    ok('server', 'This is a gateway: it publishes what it can (RFC 8414).'),
    ok('oauth', `OAuth is on; tokens travel ${placement}, and ${renewal(metadata.grant_types_supported)}.`),
  ]
}

function renewal(grantTypes: readonly string[] | undefined): string {
  return grantTypes?.includes('refresh_token') ? 'are renewed' : 'are not renewed'
}

/** Switched off, as it is installed, its token endpoint answers a page; switched on, JSON. */
async function phorge({ metadata }: OAuthServer, { fetch, signal }: World): Promise<Finding[]> {
  const response = await fetch(metadata.token_endpoint ?? '', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code' }),
    redirect: 'manual',
    ...(signal && { signal }),
  }).catch(() => undefined)
  const isOn = /^application\/json\b/.test(response?.headers.get('content-type') ?? '')
  const server = ok('server', 'This is a Phorge or a Phabricator without a gateway.')
  if (isOn) {
    return [
      server,
      note(
        'oauth',
        'Its OAuth server is on; its tokens can say who somebody is, and can neither read nor write tasks.',
        'Use API tokens, or put phorge-conduit-gateway in front of it.',
      ),
    ]
  }
  return [
    server,
    note(
      'oauth',
      'Its OAuth server is off.',
      'API tokens work without it. To let people sign in, put phorge-conduit-gateway in front of it.',
    ),
  ]
}
