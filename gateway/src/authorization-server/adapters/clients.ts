import type { AdapterPayload, Client } from 'oidc-provider'
import { type Application, isUsable } from '../../applications/application.ts'
import { findApplication } from '../../applications/applications.ts'
import type { Gateway } from '../../gateway.ts'
import { readOnlyAdapter } from './read-only.ts'

/** The library's clients are our applications; one that cannot be used does not exist for it. */
export function clientAdapter(gateway: Gateway) {
  return readOnlyAdapter(async (clientId) => {
    const application = await findApplication(gateway, clientId)
    return application && isUsable(application) ? asClient(application) : undefined
  })
}

/** Metadata of ours that the library keeps beside its own. */
export const clientMetadata = ['origins', 'phorge_compatible', 'callback_is_prefix']

function asClient(application: Application): AdapterPayload {
  const { clientId, kind, redirectUris, grantTypes } = application
  const payload: AdapterPayload & Record<string, unknown> = {
    client_id: clientId,
    client_name: application.name,
    redirect_uris: [...redirectUris],
    grant_types: [...grantTypes],
    response_types: grantTypes.includes('authorization_code') ? ['code'] : [],
    // `native` is the library's word for "may have a redirect URI of a scheme of its own".
    application_type: redirectUris.every((uri) => /^https?:/i.test(uri)) ? 'web' : 'native',
    token_endpoint_auth_method: kind === 'public' ? 'none' : 'client_secret_basic',
    origins: [...application.origins],
    phorge_compatible: application.phorgeCompatible,
    callback_is_prefix: application.callbackIsPrefix,
  }
  // The library wants to see a secret. It compares with our function, which knows the digest alone.
  if (kind === 'confidential') payload.client_secret = 'stored as a digest'
  return payload
}

/** What decides from which origins it may be used, read back from one of the library's clients. */
export function registeredAs({
  origins,
  redirectUris = [],
  clientAuthMethod,
}: Client): Pick<Application, 'origins' | 'redirectUris' | 'kind'> {
  return {
    origins: Array.isArray(origins) ? origins : [],
    redirectUris,
    kind: clientAuthMethod === 'none' ? 'public' : 'confidential',
  }
}
