import type { PendingAuthorization } from 'phorge-conduit'
import { browser } from '../../browser.ts'
import type { Person, Server, ServerView } from '../../settings.ts'
import { ExtensionError } from '../failure.ts'
import { conduitFor, forgetClients } from './client.ts'
import { oauthClient, redirectUri } from './oauth.ts'
import { tokenKey, tokenStore } from './tokens.ts'

/** Lets the user sign in, or grant more: in a window of the browser's own, or in a tab where there is none. */
export async function signInTo(server: Server, scopes: readonly string[]): Promise<void> {
  if (server.signIn.method !== 'oauth') {
    await browser.tabs.create({ url: signInPage(server) })
    return
  }
  const client = oauthClient(server.url, server.signIn.clientId)
  const granted = (await tokenStore().get(tokenKey(server)))?.scopes
  const request = await client.authorize({
    scopes: [...client.scopes, ...scopes],
    ...(granted && { granted }),
  })
  if (!('launchWebAuthFlow' in browser.identity)) return signInInTab(server, request)
  const callback = await browser.identity
    .launchWebAuthFlow({ url: request.url, interactive: true })
    .catch(() => undefined)
  if (!callback) throw windowClosed()
  await redeem(server, callback, request)
}

/** Redeems the code and keeps the tokens. */
async function redeem(server: Server, callback: string, pending: PendingAuthorization): Promise<void> {
  if (server.signIn.method !== 'oauth') return
  const token = await oauthClient(server.url, server.signIn.clientId).exchange(new URL(callback), pending)
  await tokenStore().set(tokenKey(server), token)
  forgetClients()
}

/** What has to outlive the worker while the user is in the tab. It ends with the browser and never reaches a page. */
const PENDING = 'pending-sign-in'

/** Whoever waits for a sign-in in a tab. After a restart nobody does, and it is finished all the same. */
const waiters = new Map<number, PromiseWithResolvers<void>>()

async function signInInTab(server: Server, request: PendingAuthorization & { url: string }): Promise<void> {
  const { id: tabId } = await browser.tabs.create({ url: request.url })
  if (tabId === undefined) throw windowClosed()
  const { state, codeVerifier, scopes } = request
  const waiter = Promise.withResolvers<void>()
  waiters.set(tabId, waiter)
  await browser.storage.session.set({
    [PENDING]: { server, tabId, pending: { state, codeVerifier, scopes } },
  })
  await waiter.promise.finally(() => waiters.delete(tabId))
}

/** The user has closed a tab: perhaps that of a sign-in. */
export function onTabClosed(tabId: number): void {
  waiters.get(tabId)?.reject(windowClosed())
}

/** A tab has another address: perhaps that of the callback. */
export async function onTabAddress(tabId: number, address: string): Promise<void> {
  if (!address.startsWith(redirectUri())) return
  const { [PENDING]: waiting } = (await browser.storage.session.get(PENDING)) as {
    [PENDING]?: { server: Server; tabId: number; pending: PendingAuthorization }
  }
  if (waiting?.tabId !== tabId) return
  await browser.storage.session.remove(PENDING)
  try {
    await redeem(waiting.server, address, waiting.pending)
    waiters.get(tabId)?.resolve()
  } catch (error) {
    waiters.get(tabId)?.reject(error)
  }
  await browser.tabs.remove(tabId)
}

/** @throws {ConduitFailure} `auth_…` when nobody is signed in. */
export async function viewServer(server: Server): Promise<ServerView> {
  const { phid, userName, realName } = await (await conduitFor(server)).user.whoami()
  const person: Person = { phid, userName, realName }
  return { ...server, person }
}

export async function signOutOf(server: Server): Promise<void> {
  const store = tokenStore()
  const token = await store.get(tokenKey(server))
  await store.delete(tokenKey(server))
  forgetClients()
  if (!token || server.signIn.method !== 'oauth') return
  // Signed out here in any case; a server that is away keeps its token until it expires.
  await oauthClient(server.url, server.signIn.clientId)
    .revoke(token)
    .catch(() => false)
}

function signInPage({ url, signIn }: Server): string {
  return signIn.method === 'browser-session' ? url : browser.runtime.getURL('src/options/options.html')
}

function windowClosed(): ExtensionError {
  return new ExtensionError('refused', 'The sign-in was not finished.', 'Sign in again when you want to.')
}
