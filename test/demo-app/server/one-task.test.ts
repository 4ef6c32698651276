import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Office, openOffice } from './office.ts'
import type { Page } from './page.ts'

let office: Office
let rjkaplan: Page
let angie: Page
let error: number
beforeEach(async () => {
  office = await openOffice()
  error = await office.report('checkout')
  rjkaplan = await office.signedIn('rjkaplan')
  angie = await office.signedIn('angie')
})
afterEach(() => office[Symbol.asyncDispose]())

const creates = () => office.calls.filter(({ method }) => method === 'maniphest.edit').length

test('two people who create at the same time get one task, and both see it', async () => {
  const release = office.network.hold('maniphest.edit')
  const first = rjkaplan.create(error)
  await vi.waitFor(async () => expect(await angie.state(error)).toEqual({ kind: 'creating' }))
  expect(await angie.create(error)).toMatchObject({ status: 202, state: { kind: 'creating' } })
  expect(await angie.link(error, 'T1')).toMatchObject({ status: 404 })
  release()
  expect((await first).state).toMatchObject({ kind: 'open', monogram: 'T1' })
  expect(await angie.state(error)).toMatchObject({ kind: 'open', monogram: 'T1' })
  expect(await angie.create(error)).toMatchObject({ status: 409, refusal: { code: 'conflict' } })
  expect(await office.tasks()).toHaveLength(1)
})

test('twenty creates at once make one task', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? angie : rjkaplan).create(error)),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(creates()).toBe(1)
  expect(await office.tasks()).toHaveLength(1)
})

test('when the answer to a create is lost once, nobody notices: the gateway is asked for it again', async () => {
  office.network.next('maniphest.edit', 'lose the answer', 1)
  expect((await rjkaplan.create(error)).state).toMatchObject({ kind: 'open', monogram: 'T1' })
  expect(creates()).toBe(1)
  const searches = office.calls.filter(({ method }) => method === 'maniphest.search')
  expect(searches.map(({ params }) => params.constraints)).toEqual([{ ids: [1] }])
})

test('when the answer to a create is lost for good, the task is found again at once', async () => {
  office.network.next('maniphest.edit', 'lose the answer')
  expect((await rjkaplan.create(error)).state).toMatchObject({ kind: 'open', monogram: 'T1' })
  expect(creates()).toBe(1)
})

test('when the look for it is lost too, the next look finds it, also one by somebody else', async () => {
  office.network.next('maniphest.edit', 'lose the answer')
  office.network.next('maniphest.search', 'lose the answer')
  expect(await rjkaplan.create(error)).toMatchObject({ status: 202, state: { kind: 'creating' } })
  expect(await angie.state(error)).toMatchObject({ kind: 'open', monogram: 'T1' })
  expect(creates()).toBe(1)
})

test('when the error viewer is killed in the middle of a create, it finds the task after the restart', async () => {
  const kill = await office.moveViewerToProcess()
  const release = office.holdAnswers('maniphest.edit')
  const abandoned = rjkaplan.create(error).catch(() => 'no answer')
  await vi.waitFor(async () => expect(await office.tasks()).toHaveLength(1), { timeout: 5000 })
  await kill()
  expect(await abandoned).toBe('no answer')
  release()
  expect(await angie.state(error)).toMatchObject({ kind: 'open', monogram: 'T1' })
  expect(await rjkaplan.create(error)).toMatchObject({ status: 409 })
  expect(creates()).toBe(1)
})

test('a create that never reached the gateway can be made again at once', async () => {
  office.network.next('maniphest.edit', 'lose the request')
  expect(await rjkaplan.create(error)).toMatchObject({
    status: 502,
    refusal: { code: 'network', action: { kind: 'retry' } },
  })
  expect(await rjkaplan.state(error)).toEqual({ kind: 'none' })
  expect((await rjkaplan.create(error)).state).toMatchObject({ kind: 'open', monogram: 'T1' })
})

test('a create in doubt is given up after a minute, and the next one looks again before it creates', async () => {
  const { links } = office.viewer.viewer
  links.reserve(error, (await office.gateway.backend.accountByName('rjkaplan'))?.phid ?? '')
  expect(await angie.state(error)).toEqual({ kind: 'creating' })
  expect(await angie.create(error)).toMatchObject({ status: 202 })
  office.clock.now += 61
  expect(await angie.state(error)).toEqual({ kind: 'none' })

  // The gateway was slow beyond belief: the task of the first attempt is there after all.
  const attempt = links.find(error)
  if (attempt?.state !== 'doubtful') throw new Error(`it is ${attempt?.state}`)
  const late = `Error viewer: ${office.url}/errors/${error}#${attempt.createKey}`
  await office.asPerson('rjkaplan', 'maniphest.edit', {
    transactions: [
      { type: 'title', value: 'late' },
      { type: 'description', value: late },
    ],
  })
  expect((await angie.create(error)).state).toMatchObject({ kind: 'open', title: 'late' })
  expect(await office.tasks()).toHaveLength(1)
})

test('a create in doubt whose task never turns up is followed by exactly one other', async () => {
  office.viewer.viewer.links.reserve(error, 'PHID-USER-gone')
  office.clock.now += 61
  expect((await angie.create(error)).state).toMatchObject({ kind: 'open', monogram: 'T1' })
  expect(await office.tasks()).toHaveLength(1)
})

test('a task with a similar description is not taken for the one that was lost', async () => {
  await rjkaplan.create(error)
  await rjkaplan.unlink(error)
  office.network.next('maniphest.edit', 'lose the answer')
  expect((await rjkaplan.create(error)).state).toMatchObject({ monogram: 'T2' })
  expect(await office.tasks()).toHaveLength(2)
})

test('nothing is created again by somebody who may not look for the first', async () => {
  office.network.next('maniphest.edit', 'lose the answer')
  office.network.next('maniphest.search', 'lose the answer')
  await rjkaplan.create(error)
  office.clock.now += 61
  const blind = await office.signedIn('admin', ['maniphest.search'])
  expect(await blind.state(error)).toEqual({ kind: 'none' })
  expect(await blind.create(error)).toMatchObject({
    status: 403,
    refusal: { code: 'scope', action: { kind: 'grant', scopes: ['maniphest.search'] } },
  })
  expect(await office.tasks()).toHaveLength(1)
  expect(await rjkaplan.create(error)).toMatchObject({ state: { kind: 'open', monogram: 'T1' } })
})
