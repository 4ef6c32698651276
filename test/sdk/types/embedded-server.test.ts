import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiToken } from '../../../gateway/src/tokens/tokens.ts'
import { apiToken, Conduit, methodCatalogue } from '../../../sdk/src/index.ts'
import { type GatewayUnderTest, startGatewayUnderTest } from '../../gateway/conduit/gateway-under-test.ts'

let gateway: GatewayUnderTest
let conduit: Conduit

beforeAll(async () => {
  gateway = await startGatewayUnderTest()
  const { token } = await createApiToken(gateway.gateway, { userPhid: gateway.rjkaplan.phid, name: '' })
  conduit = new Conduit({ url: gateway.url, credential: apiToken(token) })
})
afterAll(() => gateway.close())

test('every method of the embedded server is known, with the parameters that it takes', async () => {
  const described = await conduit.conduit.query()
  expect(Object.keys(described).filter((name) => !methodCatalogue.has(name))).toEqual([])
  for (const [name, { params }] of Object.entries(described)) {
    const { paged, transactionTypes } = methodCatalogue.get(name) ?? {}
    expect([name, 'limit' in params]).toEqual([name, paged])
    expect([name, 'transactions' in params]).toEqual([name, transactionTypes !== undefined])
  }
})

test('what it answers to each method that reads is what the types say', async () => {
  const { object } = await conduit.maniphest.edit({
    transactions: [
      { type: 'title', value: 'Checkout fails' },
      { type: 'projects.add', value: ['backend'] },
      { type: 'comment', value: 'since this morning' },
    ],
  })
  const { data } = await conduit.maniphest.search({
    constraints: { ids: [object.id] },
    attachments: { projects: true, subscribers: true, columns: true },
  })
  const attachments = data.map((task) => [
    task.attachments.projects.projectPHIDs.length,
    task.attachments.subscribers.subscriberCount,
    Object.keys(task.attachments.columns.boards).length,
  ])
  expect(attachments).toEqual([[1, 1, expect.any(Number)]])
  const [project] = await conduit.project.search({ attachments: { members: true, ancestors: true } }).all()
  expect(project?.attachments.members.members).toBeInstanceOf(Array)
  expect(await conduit.project.column.search().all()).toBeInstanceOf(Array)
  const [user] = await conduit.user.search({ attachments: { availability: true } }).all()
  expect(user?.attachments.availability.value).toBeTypeOf('string')
  const history = await conduit.transaction.search({ objectIdentifier: `T${object.id}` }).all()
  expect(history.map(({ objectPHID }) => objectPHID)).toContain(object.phid)
  const handles = await conduit.phid.query({ phids: [object.phid] })
  expect(handles[object.phid]?.name).toBe(`T${object.id}`)
  const { data: statuses } = await conduit.maniphest.status.search()
  const { data: priorities } = await conduit.maniphest.priority.search()
  expect(statuses.some(({ closed }) => closed) && priorities.length > 1).toBe(true)
  expect(await conduit.conduit.ping()).toBeTypeOf('string')
  expect((await conduit.conduit.getcapabilities()).input).toContain('json')
})
