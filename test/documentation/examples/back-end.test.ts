import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Application, type ConduitServer, startConduit } from 'phorge-conduit-testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, type RunningExample, startExample } from './run-example.ts'

const scopes = ['maniphest.search', 'maniphest.edit:create', 'maniphest.edit:status']
let server: ConduitServer<never>
let application: Application
let folder: string
let backEnd: RunningExample
let address: string

beforeAll(async () => {
  const port = await freePort()
  address = `http://localhost:${port}`
  server = await startConduit()
  application = await server.register({ scopes, redirectUris: [`${address}/sign-in/callback`] })
  folder = await mkdtemp(join(tmpdir(), 'phorge-conduit-back-end-'))
  backEnd = await start(String(port))
})
afterAll(async () => {
  backEnd.child.kill()
  await backEnd.ended()
  await server.close()
  await rm(folder, { recursive: true })
})

async function start(port: string): Promise<RunningExample> {
  const example = startExample(['docs/examples/back-end.ts'], {
    CONDUIT_URL: server.url,
    CLIENT_ID: application.clientId,
    CLIENT_SECRET: application.clientSecret,
    COOKIE_SECRET: 'a secret of this test 0123456789abcdef',
    TOKENS: join(folder, 'tokens.json'),
    PORT: port,
  })
  await example.said(`Open ${address}/`)
  return example
}

/** Somebody's browser, as far as it is needed: it keeps cookies and follows nothing by itself. */
function browser() {
  const cookies = new Map<string, string>()
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = Array.from(cookies, (pair) => pair.join('=')).join('; ')
    const headers = { ...init.headers, cookie, 'sec-fetch-site': 'same-origin', origin: address }
    const response = await fetch(new URL(path, address), { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      cookies.set(name, value)
    }
    return response
  }
  const postJson = (path: string, body: unknown) =>
    request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { request, postJson, post: (path: string) => request(path, { method: 'POST' }) }
}

async function signedIn(userName: 'rjkaplan' | 'angie', granted = scopes) {
  const person = browser()
  const start = (await person.request('/')).headers.get('location') ?? ''
  const authorization = (await person.request(start)).headers.get('location') ?? ''
  const callback = await server.allow(authorization, userName, granted)
  expect((await person.request(callback.href)).headers.get('location')).toBe('/')
  return person
}

test('somebody signs in, and the tasks that they create and close are theirs', async () => {
  const angie = await signedIn('angie')
  const created = await angie.postJson('/tasks', { title: 'Checkout fails' })
  expect(await created.json()).toMatchObject({ monogram: 'T1', isOpen: true })
  expect(await (await angie.request('/')).json()).toEqual({ userName: 'angie', tasks: ['T1 Checkout fails'] })

  expect(await (await angie.post('/tasks/T1/close')).json()).toMatchObject({ isClosed: true })
  expect(await (await angie.request('/')).json()).toEqual({ userName: 'angie', tasks: [] })
  const { phid } = server.users.angie
  expect(await server.conduit().tasks.get('T1')).toMatchObject({ authorPHID: phid, closerPHID: phid })
})

test('who did not grant a scope gets the address that asks for it', async () => {
  const rjkaplan = await signedIn('rjkaplan', ['maniphest.search'])
  const refused = await rjkaplan.postJson('/tasks', { title: 'No' })
  expect(refused.status).toBe(403)
  const { error, grantUrl } = await refused.json()
  expect(error).toBe('scope')
  const asked = (await rjkaplan.request(grantUrl)).headers.get('location') ?? ''
  await rjkaplan.request((await server.allow(asked, 'rjkaplan')).href)
  expect((await rjkaplan.postJson('/tasks', { title: 'Yes' })).status).toBe(200)
})

test('what is wrong about a call has a status and a remedy', async () => {
  const angie = await signedIn('angie')
  expect((await angie.post('/tasks/T999/close')).status).toBe(404)
  const untitled = await angie.postJson('/tasks', {})
  expect(untitled.status).toBe(422)
  expect(await untitled.json()).toMatchObject({ error: 'validation', remedy: expect.any(String) })
})

test('people stay signed in when the back end starts anew, until they sign out', async () => {
  const angie = await signedIn('angie')
  backEnd.child.kill()
  await backEnd.ended()
  backEnd = await start(new URL(address).port)
  expect(await (await angie.request('/')).json()).toMatchObject({ userName: 'angie' })

  await angie.post('/sign-out')
  expect((await angie.request('/')).headers.get('location')).toContain('/sign-in?')
  expect((await angie.postJson('/tasks', { title: 'No' })).status).toBe(401)
})
