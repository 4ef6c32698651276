import { OAuthClient } from '../../oauth/client.ts'
import { discover } from '../../oauth/discover.ts'
import type { StoredToken } from '../../stores/store.ts'
import type { Address } from '../connect.ts'
import { UsageError } from '../failure.ts'
import type { Output } from '../output.ts'
import type { World } from '../world.ts'
import { type Callback, listenOnLoopback } from './loopback.ts'

export interface BrowserSignIn {
  readonly address: Address
  readonly clientId: string
  readonly scopes: readonly string[]
  /** What was granted before and must not be lost. */
  readonly granted: readonly string[] | undefined
  /** How long to wait for the person. */
  readonly seconds: number
  readonly mayOpenBrowser: boolean
}

/** The authorization code flow with the browser of this machine. */
export async function signInWithBrowser(
  world: World,
  output: Output,
  { address, clientId, scopes, granted, seconds, mayOpenBrowser }: BrowserSignIn,
): Promise<StoredToken> {
  const loopback = await listenOnLoopback()
  try {
    const { redirectUri } = loopback
    const { fetch, now, signal } = world
    const client = new OAuthClient({ server: address.url, clientId, redirectUri, fetch, now })
    const request = await client.authorize({ scopes, granted })
    const callback = loopback.callback(request.state, { seconds, signal })
    // Its failure is told by the one who waits for it below.
    callback.catch(() => {})
    await show(request.url, { world, output, mayOpenBrowser })
    return await redeemed(await callback, (parameters) => client.exchange(parameters, request))
  } finally {
    loopback.close()
  }
}

/**
 * Phorge's own OAuth server has no public clients, wants the port registered, and its tokens can call six methods.
 *
 * @throws {UsageError} when the server is no gateway
 */
export async function assertGateway({ fetch, signal }: World, { url }: Address): Promise<void> {
  if ((await discover(url, { fetch, signal })).kind !== 'phorge') return
  throw new UsageError(
    `${url} is no gateway: the tokens that Phorge's own OAuth server gives can neither read nor write tasks.`,
    `Make an API token there (Settings › Conduit API Tokens) and run phorge-conduit login --token --url ${url}.`,
  )
}

async function show(
  url: string,
  { world, output, mayOpenBrowser }: { world: World; output: Output; mayOpenBrowser: boolean },
): Promise<void> {
  if (output.json) await output.data({ authorizationUrl: url })
  else output.note(`Open this page to sign in:\n\n  ${url}\n`)
  if (mayOpenBrowser && (await world.openBrowser(url))) output.note('It should have opened in your browser.')
}

/** The browser hears how it ended, too. */
async function redeemed(
  { parameters, answer }: Callback,
  exchange: (parameters: URLSearchParams) => Promise<StoredToken>,
): Promise<StoredToken> {
  try {
    const token = await exchange(parameters)
    answer('You are signed in. You can close this window and go on in the terminal.')
    return token
  } catch (error) {
    answer('You are not signed in. The terminal says why; you can close this window.')
    throw error
  }
}
