import { getEventListeners } from 'node:events'
import ky from 'ky'
import { apiToken, ConduitCore } from 'phorge-conduit/core'
import { expect, test } from 'vitest'
import { Conduit } from '../../sdk/src/index.ts'
import { conduitServer, failure, pageOnWire, TOKEN, taskOnWire } from './conduit-server.ts'

const me = { phid: 'PHID-USER-me', userName: 'rjkaplan', realName: 'Rachel', roles: [] }

test('the core calls every method, as somebody else too, and has no tasks', async () => {
  await using server = await conduitServer({
    'user.whoami': () => me,
    'maniphest.search': () => pageOnWire([taskOnWire(1)]),
  })
  const conduit = new ConduitCore({ url: server.url }).as(apiToken(TOKEN))
  expect(conduit).toBeInstanceOf(ConduitCore)
  expect((await conduit.user.whoami()).userName).toBe('rjkaplan')
  expect(await conduit.maniphest.search().all()).toHaveLength(1)
  expect(conduit).not.toBeInstanceOf(Conduit)
  expect(Object.keys(conduit)).toEqual(['url'])
})

test('what `as` makes of a class of one’s own is of that class', () => {
  class Ours extends Conduit {}
  const ours = new Ours({ url: 'https://phorge.example.com' }).as(undefined)
  expect(ours).toBeInstanceOf(Ours)
})

test('ky is a fetch, with its hooks', async () => {
  await using server = await conduitServer({ 'user.whoami': () => me })
  const seen: string[] = []
  const fetch = ky.create({
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    hooks: {
      beforeRequest: [
        ({ request }) => {
          request.headers.set('x-request-id', 'r1')
          seen.push(`${request.method} ${new URL(request.url).pathname}`)
        },
      ],
      afterResponse: [({ response }) => void seen.push(String(response.status))],
    },
  })
  expect((await server.client({ fetch }).user.whoami()).userName).toBe('rjkaplan')
  expect(seen).toEqual(['POST /api/user.whoami', '200'])
  expect(server.calls[0]?.headers['x-request-id']).toBe('r1')
  expect(server.calls[0]?.credentials).toEqual({ token: TOKEN })
})

test('a call has the response that it was answered with', async () => {
  await using server = await conduitServer({
    'user.whoami': (_, response) => {
      response.setHeader('x-served-by', 'web001')
      return me
    },
    'maniphest.search': () => pageOnWire([taskOnWire(1)]),
  })
  const { data, response } = await server.client().user.whoami().withResponse()
  expect([data.userName, response.status, response.attempts]).toEqual(['rjkaplan', 200, 1])
  expect(response.headers.get('x-served-by')).toBe('web001')
  const search = server.client().maniphest.search()
  const page = await search.withResponse()
  expect([page.data.data.length, page.response.status]).toEqual([1, 200])
  expect(await search).toBe(page.data)
  expect(server.calls).toHaveLength(2)
  const refused = server.client().call('acme.unheard').withResponse()
  expect(await failure(refused)).toMatchObject({ code: 'method_unknown' })
})

test('a call leaves nothing behind on a signal that lives as long as the program', async () => {
  await using server = await conduitServer({
    'user.whoami': () => me,
    'maniphest.search': (_, response) => void response.destroy(),
  })
  const [program, visit] = [new AbortController(), new AbortController()]
  const conduit = server.client({ signal: program.signal })
  await Promise.all([1, 2, 3].map(() => conduit.user.whoami({}, { signal: visit.signal })))
  await failure(conduit.maniphest.search({}, { signal: visit.signal }))
  // The network library lets go of a signal a moment after the answer.
  for (const { signal } of [program, visit]) {
    await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([])
  }
})
