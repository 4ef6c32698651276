import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CommentOnceOptions, type Conduit, commentOnce as sayOnce } from '../../../sdk/src/index.ts'
import { failure } from '../conduit-server.ts'
import { HastyClock } from '../fake-clock.ts'
import { type BreakingProxy, breakingProxy } from './breaking-proxy.ts'
import { gatewayAndPeople, type People } from './gateway-and-people.ts'

let people: People
let proxy: BreakingProxy
let rjkaplan: Conduit
let angie: Conduit
let task: number

beforeAll(async () => {
  people = await gatewayAndPeople()
})
afterAll(() => people[Symbol.asyncDispose]())
beforeEach(async () => {
  proxy = await breakingProxy(people.gateway.url)
  rjkaplan = await people.client('rjkaplan', { url: proxy.url })
  angie = await people.client('angie')
  task = (await angie.tasks.create({ title: 'Checkout fails' })).id
  proxy.calls.length = 0
})
afterEach(() => proxy[Symbol.asyncDispose]())

function commentOnce(conduit: Conduit, task: number, comment: string, options: CommentOnceOptions = {}) {
  return sayOnce(conduit, task, comment, { clock: new HastyClock(), ...options })
}

async function said(): Promise<(string | undefined)[]> {
  const history = await angie.transaction.search({ objectIdentifier: `T${task}` }).all()
  return history.flatMap(({ comments }) => comments.map(({ content }) => content.raw))
}

test('a comment is made, for one call that reads and one that writes', async () => {
  expect(await commentOnce(rjkaplan, task, 'Build 12 failed')).toEqual({ created: true })
  expect(await said()).toEqual(['Build 12 failed'])
  expect(proxy.methods()).toEqual(['transaction.search', 'maniphest.edit'])
})

test.each(['drop the answer', 'answer a page'] as const)(
  'a comment whose answer is lost (%s) is found in the history and not made again',
  async (fault) => {
    proxy.next('maniphest.edit', fault)
    expect(await commentOnce(rjkaplan, task, 'Build 12 failed\n')).toEqual({ created: true })
    expect(await said()).toEqual(['Build 12 failed\n'])
  },
)

test('a comment that did not arrive is made again, though somebody else said the same', async () => {
  await angie.tasks.comment(task, '+1')
  proxy.next('maniphest.edit', 'drop the request')
  expect(await commentOnce(rjkaplan, task, '+1')).toEqual({ created: true })
  expect(await said()).toEqual(['+1', '+1'])
})

test('saying the same a second time is not taken for the first', async () => {
  await commentOnce(rjkaplan, task, '+1')
  proxy.next('maniphest.edit', 'drop the request')
  await commentOnce(rjkaplan, task, '+1')
  expect(await said()).toEqual(['+1', '+1'])
})

test('a program that begins again does not repeat what it said since then', async () => {
  const since = people.gateway.now - 60
  expect(await commentOnce(rjkaplan, task, 'Build 12 failed', { since })).toEqual({ created: true })
  expect(await commentOnce(rjkaplan, task, 'Build 12 failed', { since })).toEqual({ created: false })
  expect(await commentOnce(rjkaplan, task, 'Build 13 failed', { since })).toEqual({ created: true })
  const later = people.gateway.now + 60
  expect(await commentOnce(rjkaplan, task, 'Build 12 failed', { since: later })).toEqual({
    created: true,
  })
  expect(await said()).toEqual(['Build 12 failed', 'Build 13 failed', 'Build 12 failed'])
})

test('a comment on no task, or of no words, is refused as always', async () => {
  expect(await failure(commentOnce(rjkaplan, 999_999, 'x'))).toMatchObject({ code: 'not_found' })
  expect(await failure(commentOnce(rjkaplan, task, ' '))).toMatchObject({ code: 'validation' })
  expect(await said()).toEqual([])
})
