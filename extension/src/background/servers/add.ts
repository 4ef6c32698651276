import { apiToken } from 'phorge-conduit'
import type { ServerView, SignIn } from '../../settings.ts'
import { forgetClients } from './client.ts'
import { saveServer } from './servers.ts'
import { viewServer } from './sign-in.ts'
import { tokenKey, tokenStore } from './tokens.ts'

interface NewServer {
  readonly url: string
  readonly signIn: SignIn
  readonly token?: string | undefined
}

/** Adds a server, or another way to sign in to it, and says who is signed in there; nobody yet is no failure. */
export async function addServer({ url, signIn, token }: NewServer): Promise<ServerView> {
  if (signIn.method === 'api-token' && token !== undefined) {
    // Refuses what cannot be a token before anything is stored.
    apiToken(token.trim())
    await tokenStore().set(tokenKey({ url, signIn }), { accessToken: token.trim() })
  }
  forgetClients()
  const server = { url, signIn }
  await saveServer(server)
  if (signIn.method === 'api-token') return viewServer(server)
  return viewServer(server).catch(() => ({ ...server, person: undefined }))
}
