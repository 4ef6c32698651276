import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { Hono } from 'hono'
import type { TokenStore } from 'phorge-conduit'
import { OAuthClient, type OAuthClientOptions } from 'phorge-conduit/oauth'
import { createSignIn, type SignIn, type SignInOptions } from 'phorge-conduit/server'
import { toNodeHandler, toWebRequest } from 'phorge-conduit/server/node'
import { memoryStore } from 'phorge-conduit/stores/memory'

export interface User {
  readonly userName: string
}

export interface Site {
  readonly url: string
  readonly redirectUri: string
  readonly store: TokenStore
  readonly signIn: SignIn<User>
  readonly failures: unknown[]
  close(): Promise<void>
}

export type Framework = 'node:http' | 'fastify' | 'hono'

/** What a site with a sign-in does, in one framework. `GET /me` says who is signed in. */
export async function site(
  framework: Framework,
  client: (redirectUri: string) => Promise<Omit<OAuthClientOptions, 'redirectUri'>>,
  options: Partial<SignInOptions<User>> = {},
): Promise<Site> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const redirectUri = `${url}/sign-in/callback`
  const store = memoryStore()
  const failures: unknown[] = []
  const signIn = createSignIn<User>({
    client: new OAuthClient({ ...(await client(redirectUri)), redirectUri }),
    store,
    cookie: { secret: 'a secret of this test 0123456789abcdef' },
    onSignedIn: () => ({ userName: 'rjkaplan' }),
    onFailure: (error) => failures.push(error),
    ...options,
  })
  const close = await frameworks[framework](signIn, port)
  return { url, redirectUri, store, signIn, failures, close }
}

async function me(signIn: SignIn<User>, request: Request): Promise<object> {
  const session = await signIn.session(request, { returnTo: '/me' })
  if (!session) return { signedIn: false }
  return {
    signedIn: true,
    userName: session.user.userName,
    granted: await session.credential.grantedScopes?.(),
    grantUrl: await session.credential.authorizationUrl?.(['project.search']),
  }
}

const frameworks: Record<Framework, (signIn: SignIn<User>, port: number) => Promise<() => Promise<void>>> = {
  'node:http': async (signIn, port) => {
    const server = createServer(
      toNodeHandler(
        async (request) => (await signIn.handle(request)) ?? Response.json(await me(signIn, request)),
      ),
    )
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  },
  fastify: async (signIn, port) => {
    const app = fastify({ forceCloseConnections: true })
    // A form without fields has a content type all the same.
    app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => done(null))
    app.get('/sign-in', (request) => signIn.start(toWebRequest(request.raw)))
    app.get('/sign-in/callback', (request) => signIn.callback(toWebRequest(request.raw)))
    app.post('/sign-out', (request) => signIn.signOut(toWebRequest(request.raw)))
    app.get('/me', (request) => me(signIn, toWebRequest(request.raw)))
    await app.listen({ port, host: '127.0.0.1' })
    return () => app.close()
  },
  hono: async (signIn, port) => {
    const app = new Hono()
    app.get('/sign-in', (c) => signIn.start(c.req.raw))
    app.get('/sign-in/callback', (c) => signIn.callback(c.req.raw))
    app.post('/sign-out', (c) => signIn.signOut(c.req.raw))
    app.get('/me', async (c) => c.json(await me(signIn, c.req.raw)))
    const server = createServer(toNodeHandler((request) => app.fetch(request)))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  },
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
