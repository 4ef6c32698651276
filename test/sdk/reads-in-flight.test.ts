import { describe, expect, test } from 'vitest'
import { apiToken } from '../../sdk/src/index.ts'
import { conduitServer, failure, refused, TOKEN } from './conduit-server.ts'

/** A server that answers reads when it is told to, and writes at once. */
async function slowServer() {
  const answers: (() => void)[] = []
  const server = await conduitServer({
    'acme.query': ({ params }) =>
      new Promise((resolve) => {
        answers.push(() => resolve({ asked: params }))
      }),
    'acme.build': () => 'built',
  })
  return {
    server,
    answers,
    arrived: () => server.calls.filter(({ method }) => method === 'acme.query').length,
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('reads that are the same and asked for at the same time', () => {
  test('are sent once, and each caller has a result of its own', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const conduit = server.client()
    const calls = [1, 2, 3].map(() => conduit.call('acme.query', { ids: [1] }))
    await expect.poll(() => answers.length).toBe(1)
    await settled()
    answers[0]?.()
    const results = await Promise.all(calls)
    expect(results).toEqual(results.map(() => ({ asked: { ids: [1] } })))
    expect(results[0]).not.toBe(results[1])
    expect(arrived()).toBe(1)
  })

  test('are sent anew once they are answered, and when anything in them is different', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const conduit = server.client()
    const first = conduit.call('acme.query', { ids: [1] })
    const other = conduit.call('acme.query', { ids: [2] })
    await expect.poll(() => answers.length).toBe(2)
    for (const answer of answers) answer()
    expect(await Promise.all([first, other])).toEqual([{ asked: { ids: [1] } }, { asked: { ids: [2] } }])
    const later = conduit.call('acme.query', { ids: [1] })
    await expect.poll(() => answers.length).toBe(3)
    answers[2]?.()
    await later
    expect(arrived()).toBe(3)
  })

  test('are never shared between two credentials, also where the token is the same', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const conduit = server.client()
    const calls = [conduit, conduit.as(apiToken(TOKEN)), conduit.as(undefined)].map((client) =>
      client.call('acme.query'),
    )
    await expect.poll(() => answers.length).toBe(3)
    for (const answer of answers) answer()
    await Promise.all(calls)
    expect(arrived()).toBe(3)
  })

  test('are shared by the clients that `as` makes for one credential', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const credential = apiToken(TOKEN)
    const one = server.client().as(credential)
    const both = [one, one.as(credential)].map((client) => client.call('acme.query'))
    await expect.poll(() => answers.length).toBe(1)
    await settled()
    answers[0]?.()
    await Promise.all(both)
    expect(arrived()).toBe(1)
  })

  test('one caller who gives up ends it for nobody else, whether theirs was sent or not', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const conduit = server.client()
    const [first, third] = [new AbortController(), new AbortController()]
    const calls = [first.signal, undefined, third.signal].map((signal) =>
      conduit.call('acme.query', {}, { signal }),
    )
    await expect.poll(() => answers.length).toBe(1)
    third.abort()
    expect(await failure(calls[2] as Promise<unknown>)).toMatchObject({ code: 'aborted' })
    first.abort()
    expect(await failure(calls[0] as Promise<unknown>)).toMatchObject({ code: 'aborted' })
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.()
    expect(await calls[1]).toEqual({ asked: {} })
    expect(arrived()).toBe(2)
  })

  test('one with less time than the call that is on its way is sent by itself', async () => {
    const { server, answers } = await slowServer()
    await using _ = server
    const conduit = server.client({ timeout: false })
    const patient = conduit.call('acme.query')
    const hasty = conduit.call('acme.query', {}, { timeout: 40 })
    expect(await failure(hasty)).toMatchObject({ code: 'timeout' })
    for (const answer of answers) answer()
    await patient
  })

  test('what is read after a write is not what was on its way before it', async () => {
    const { server, answers, arrived } = await slowServer()
    await using _ = server
    const conduit = server.client()
    const before = conduit.call('acme.query')
    await conduit.call('acme.build')
    const after = conduit.call('acme.query')
    await expect.poll(() => answers.length).toBe(2)
    for (const answer of answers) answer()
    await Promise.all([before, after])
    expect(arrived()).toBe(2)
  })

  test('all of them learn of a refusal', async () => {
    await using server = await conduitServer({ 'acme.query': () => refused('ERR-PERMISSIONS') })
    const conduit = server.client()
    const errors = await Promise.all([1, 2].map(() => failure(conduit.call('acme.query'))))
    expect(errors).toMatchObject([{ code: 'permission' }, { code: 'permission' }])
    expect(server.calls).toHaveLength(1)
  })
})
