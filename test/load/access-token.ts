import type { Gateway } from 'phorge-conduit-gateway'
import type { Scope } from '../../gateway/src/access/scope.ts'
import { createApplication } from '../../gateway/src/applications/applications.ts'
import { saveAllowedScopes } from '../../gateway/src/applications/rules.ts'
import { saveGrant } from '../../gateway/src/grants/grants.ts'
import { randomSecret } from '../../gateway/src/secrets.ts'

/** An access token as the authorization server issues them, with the scopes of an error viewer. */
export async function issueAccessToken(gateway: Gateway, userPhid: string): Promise<string> {
  const scopes = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status'] as unknown as Scope[]
  const { application } = await createApplication(gateway, {
    name: 'bench',
    kind: 'public',
    redirectUris: ['http://127.0.0.1/callback'],
    createdBy: userPhid,
  })
  await saveAllowedScopes(gateway, application.clientId, scopes)
  const grant = await saveGrant(gateway, { userPhid, clientId: application.clientId, scopes })
  const token = randomSecret()
  await gateway.database
    .insertInto('access_tokens')
    .values({
      digest: gateway.tokenKey.digest(token),
      grant_id: grant.grantId,
      client_id: application.clientId,
      user_phid: userPhid,
      scopes: JSON.stringify(scopes),
      payload: '{}',
      issued_at: gateway.now(),
      expires_at: gateway.now() + 3600,
    })
    .execute()
  return token
}
