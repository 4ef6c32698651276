import { OAuthClient } from 'phorge-conduit/oauth'
import { type Config, ConfigError } from '../../config.ts'
import { paths } from '../../pages/paths.ts'
import { TokenVault, type TokenVaultParts } from '../../vault/vault.ts'
import { Forwarder } from './same-origin/forwarder.ts'
import { Visitors } from './same-origin/visitors.ts'
import { PhorgeSite } from './site.ts'

interface Linked {
  readonly vault: TokenVault
  readonly site: PhorgeSite
  /** Phorge's address for browsers. */
  readonly publicUrl: string
  close(): Promise<void>
}

/** How people of a Phorge come to the gateway: who they are, and where the token comes from with which it calls for them. */
export type PhorgeLink =
  | (Linked & {
      readonly mode: 'same-origin'
      readonly visitors: Visitors
      /** The way to Phorge for what is not the gateway's. */
      readonly forwarder: Forwarder
    })
  | (Linked & {
      readonly mode: 'own-origin'
      /** Phorge's OAuth server: it says who somebody is, and no more. */
      readonly identity: OAuthClient
    })

/** @throws {ConfigError} when the settings leave out what it needs */
export async function openPhorgeLink(config: Config, parts: TokenVaultParts): Promise<PhorgeLink> {
  const { phorgeUrl: url, phorgeDeadline: deadline, phorgeMode: mode } = config
  if (!url) throw new ConfigError('The backend "phorge" needs its address (phorgeUrl).')
  const publicUrl = phorgePublicUrl(config) ?? url
  const identity = mode === 'own-origin' ? identityAt(publicUrl, config) : undefined
  const vault = new TokenVault(parts)
  await vault.check()
  const site = new PhorgeSite({ url, publicUrl, deadline })
  if (identity) return { mode: 'own-origin', vault, site, publicUrl, identity, close: () => site.close() }
  const forwarder = new Forwarder({ url, publicUrl })
  const close = async () => {
    await site.close()
    await forwarder.close()
  }
  return {
    mode: 'same-origin',
    vault,
    site,
    publicUrl,
    visitors: new Visitors(site, vault),
    forwarder,
    close,
  }
}

/** The address that Phorge knows itself by. */
export function phorgePublicUrl(config: Config): string | undefined {
  return config.phorgeMode === 'same-origin' ? config.publicUrl : (config.phorgePublicUrl ?? config.phorgeUrl)
}

function identityAt(publicUrl: string, config: Config): OAuthClient {
  const { phorgeClientId: clientId, phorgeClientSecret: clientSecret } = config
  const redirectUri = `${config.publicUrl}${paths.phorgeSignIn}`
  if (!clientId || !clientSecret) {
    throw new ConfigError(
      `In own-origin people sign in by an OAuth application of Phorge's. Make one at ${publicUrl}/oauthserver/edit/ with the redirect URI ${redirectUri}, and give its PHID (phorgeClientId) and secret (phorgeClientSecret).`,
    )
  }
  return new OAuthClient({
    server: publicUrl,
    clientId,
    clientSecret: clientSecret.reveal(),
    redirectUri,
    // Whoever sets such an address knows the way between the two; it is among the risks that are logged.
    allowInsecure: publicUrl.startsWith('http:'),
  })
}
