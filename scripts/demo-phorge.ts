import { apiToken, Conduit, isConduitError } from 'phorge-conduit'

/** A Phorge, and what the gateway needs to stand before it. */
export type DemoPhorge = {
  readonly url: string
  /** An API token of anybody's, to ask for the methods. */
  readonly token: string
} & (
  | { readonly mode: 'same-origin' }
  /** With an application at Phorge whose redirect URI is `/gateway/sign-in/phorge` at the gateway. */
  | { readonly mode: 'own-origin'; readonly clientId: string; readonly clientSecret: string }
)

/** What was asked for on the command line. */
export interface PhorgeRequest {
  readonly url: string
  readonly mode: string
  /** Where the gateway will be. */
  readonly gatewayUrl: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Something is missing. The message says what, and where to get it. */
export class PhorgeMissing extends Error {}

/** Phorge takes no host name without a dot. Behind one name with it, the gateway has to have one too. */
export function gatewayUrlOf(mode: DemoPhorge['mode'] | undefined, port: number): string {
  return `http://${mode === 'same-origin' ? '127.0.0.1' : 'localhost'}:${port}`
}

/** Gathers what the demo needs of a Phorge. Secrets come from the environment: a command line is seen by others. */
export async function phorgeOf(request: PhorgeRequest): Promise<DemoPhorge> {
  const { mode, gatewayUrl, environment } = request
  const origin = URL.parse(request.url)?.origin
  if (!origin || !/^https?:/.test(origin)) {
    throw new PhorgeMissing(
      `--phorge: "${request.url}" is no address. It takes one such as https://phorge.example.com`,
    )
  }
  const token = environment.GATEWAY_PHORGE_TOKEN
  if (!token) {
    throw new PhorgeMissing(`GATEWAY_PHORGE_TOKEN is not set: an API token with which the gateway asks Phorge for its methods.
  1. Open ${origin}/settings/panel/apitokens/ and press "Generate Token".
  2. export GATEWAY_PHORGE_TOKEN=api-…`)
  }
  const ownAddress = await addressOf(origin, token)
  if (mode === 'same-origin') {
    if (ownAddress !== gatewayUrl) throw otherAddress(ownAddress, gatewayUrl)
    return { mode, url: origin, token }
  }
  if (mode !== 'own-origin') {
    throw new PhorgeMissing(`--phorge-mode: "${mode}" is none. It takes own-origin or same-origin.`)
  }
  const { GATEWAY_PHORGE_CLIENT_ID: clientId, GATEWAY_PHORGE_CLIENT_SECRET: clientSecret } = environment
  if (clientId && clientSecret) return { mode, url: origin, token, clientId, clientSecret }
  throw new PhorgeMissing(`GATEWAY_PHORGE_CLIENT_ID and GATEWAY_PHORGE_CLIENT_SECRET are not set: people sign in by an OAuth application of Phorge's.
  1. Open ${origin}/oauthserver/edit/ and make one with the redirect URI ${gatewayUrl}/gateway/sign-in/phorge
     (the OAuth server is a prototype application: an administrator may have to switch it on first).
  2. export GATEWAY_PHORGE_CLIENT_ID=PHID-OASC-…
  3. export GATEWAY_PHORGE_CLIENT_SECRET=… ("Show Application Secret" on its page)`)
}

/** The address that Phorge knows itself by: it writes that before the page of the token's user. */
async function addressOf(url: string, token: string): Promise<string | undefined> {
  try {
    const conduit = new Conduit({ url, credential: apiToken(token) })
    return URL.parse((await conduit.user.whoami()).uri ?? '')?.origin
  } catch (error) {
    if (!isConduitError(error)) throw error
    throw new PhorgeMissing(`GATEWAY_PHORGE_TOKEN at ${url}: ${error.message} ${error.remedy}`)
  }
}

/** Behind one host name Phorge leads people to the address that it thinks it has. */
function otherAddress(address: string | undefined, gatewayUrl: string): PhorgeMissing {
  return new PhorgeMissing(`In same-origin Phorge has to know the address of the gateway as its own; it thinks that it is at ${address}. Tell it:
  bin/config set phabricator.base-uri ${gatewayUrl}/`)
}
