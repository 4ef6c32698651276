import type { Application } from '../application.ts'

/** An application as `/oauth2/client` tells of it: under MediaWiki's names, and those of RFC 7591 where they differ. */
export function described(application: Application) {
  const { clientId, redirectUris, addressRanges } = application
  return {
    id: application.id,
    phid: application.phid,
    client_id: clientId,
    client_key: clientId,
    name: application.name,
    version: application.version,
    description: application.description,
    stage: application.stage,
    owner_only: application.ownerOnly,
    is_confidential: application.kind === 'confidential',
    callback_url: redirectUris[0] ?? '',
    redirect_uris: redirectUris,
    callback_is_prefix: application.callbackIsPrefix,
    grant_types: application.grantTypes,
    scopes: application.requestedScopes,
    email: application.contact ?? '',
    restrictions: { IPAddresses: addressRanges },
    origins: application.origins,
    change_token: application.changeToken,
    /** Epoch seconds. */
    registration: application.createdAt,
  }
}

/** RFC 7591, section 3.2.1. */
export function registered(application: Application, clientSecret: string | undefined) {
  const { grantTypes, kind, contact } = application
  return {
    client_id: application.clientId,
    client_id_issued_at: application.createdAt,
    // 0: it does not expire.
    ...(clientSecret && { client_secret: clientSecret, client_secret_expires_at: 0 }),
    client_name: application.name,
    software_version: application.version,
    redirect_uris: application.redirectUris,
    grant_types: grantTypes,
    response_types: grantTypes.includes('authorization_code') ? ['code'] : [],
    token_endpoint_auth_method: kind === 'public' ? 'none' : 'client_secret_basic',
    scope: application.requestedScopes.join(' '),
    ...(contact && { contacts: [contact] }),
    stage: application.stage,
  }
}
