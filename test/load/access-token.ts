import type { Gateway } from 'phorge-conduit-gateway'
import { issueToken } from '../gateway/conduit/gateway-under-test.ts'

/** An access token as the authorization server issues them, with the scopes of an error viewer. */
export async function issueAccessToken(gateway: Gateway, userPhid: string): Promise<string> {
  const rules = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status']
  const to = { gateway, now: gateway.now(), rjkaplan: { phid: userPhid } }
  return (await issueToken(to, { name: 'bench', rules })).token
}
