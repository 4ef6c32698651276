import * as oauth from 'oauth4webapi'
import type { Browser } from './browser.ts'
import { callback } from './fixture.ts'

const insecure = { [oauth.allowInsecureRequests]: true }

/** An application that uses oauth4webapi as its authors mean it. */
export async function openClient(server: { readonly url: string }, clientId: string, clientSecret: string) {
  const issuer = new URL(server.url)
  const metadata = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
  )
  const client: oauth.Client = { client_id: clientId }
  const authentication = clientSecret ? oauth.ClientSecretBasic(clientSecret) : oauth.None()

  return {
    metadata,
    async authorizationUrl(parameters: Record<string, string> = {}) {
      const verifier = oauth.generateRandomCodeVerifier()
      const state = oauth.generateRandomState()
      const url = new URL(metadata.authorization_endpoint ?? '')
      const query = {
        client_id: clientId,
        redirect_uri: callback,
        response_type: 'code',
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...parameters,
      }
      url.search = new URLSearchParams(query).toString()
      return { url, verifier, state: query.state, redirectUri: query.redirect_uri }
    },
    async exchange(landed: URL, begun: { verifier: string; state: string; redirectUri: string }) {
      const parameters = oauth.validateAuthResponse(metadata, client, landed, begun.state)
      const response = await oauth.authorizationCodeGrantRequest(
        metadata,
        client,
        authentication,
        parameters,
        begun.redirectUri,
        begun.verifier,
        insecure,
      )
      return oauth.processAuthorizationCodeResponse(metadata, client, response)
    },
    async refresh(refreshToken: string, scope?: string) {
      const response = await oauth.refreshTokenGrantRequest(metadata, client, authentication, refreshToken, {
        ...insecure,
        ...(scope && { additionalParameters: { scope } }),
      })
      return oauth.processRefreshTokenResponse(metadata, client, response)
    },
    async revoke(token: string) {
      const response = await oauth.revocationRequest(metadata, client, authentication, token, insecure)
      return oauth.processRevocationResponse(response)
    },
    async introspect(token: string) {
      const response = await oauth.introspectionRequest(metadata, client, authentication, token, insecure)
      return oauth.processIntrospectionResponse(metadata, client, response)
    },
  }
}

export type TestClient = Awaited<ReturnType<typeof openClient>>

/** The whole way: authorization request, consent (unless nothing has to be asked), exchange. */
export async function authorize(
  client: TestClient,
  browser: Browser,
  parameters: Record<string, string> = {},
  untick: readonly string[] = [],
) {
  const begun = await client.authorizationUrl(parameters)
  const landing = await browser.open(begun.url)
  const { url } = landing.html ? await browser.press(landing, 'allow', untick) : landing
  return client.exchange(url, begun)
}

/** A code that is ready to be redeemed, and how. */
export async function obtainCode(
  client: TestClient,
  browser: Browser,
  parameters: Record<string, string> = {},
) {
  const begun = await client.authorizationUrl(parameters)
  const landing = await browser.open(begun.url)
  const { url } = landing.html ? await browser.press(landing, 'allow') : landing
  return { ...begun, landed: url, redeem: () => client.exchange(url, begun) }
}
