import { describe, expect, test } from 'vitest'
import { validate } from '../../sdk/src/validation.ts'
import { conduitServer, failure, pageOnWire, taskOnWire } from './conduit-server.ts'

/** A task in one field of which there is something else than documented. */
const strange = { ...taskOnWire(1, { dateCreated: 'private value' }) }

describe('an answer of another shape than documented', () => {
  test('is refused by a client that reads to the last field, and the error names the place and no value', async () => {
    await using server = await conduitServer({ 'maniphest.search': () => pageOnWire([strange]) })
    const error = await failure(server.client({ validate }).maniphest.search())
    expect(error).toMatchObject({ code: 'not_conduit', method: 'maniphest.search' })
    expect(String(error)).toContain('result.data.0.fields.dateCreated')
    expect(String(error)).not.toContain('private value')
  })

  test('is handed on by any other client, as long as it can be worked with', async () => {
    await using server = await conduitServer({ 'maniphest.search': () => pageOnWire([strange]) })
    expect((await server.client().maniphest.search()).data).toEqual([{ ...strange, attachments: {} }])
  })

  test.each([
    ['maniphest.search', { data: {} }, 'result.data'],
    ['maniphest.search', { data: [] }, 'result.cursor'],
    ['maniphest.search', pageOnWire([{ phid: 'PHID-TASK-x' }]), 'result.data.0.id'],
    ['transaction.search', 'text', 'in result.'],
    ['maniphest.edit', { object: { id: 1 }, transactions: [] }, 'result.object.phid'],
    ['maniphest.edit', { object: { id: 1, phid: 'PHID-TASK-x' } }, 'result.transactions'],
    ['user.whoami', [1], 'in result.'],
    ['user.query', 'text', 'in result.'],
    ['conduit.ping', {}, 'in result.'],
    ['diffusion.existsquery', 'yes', 'in result.'],
  ])('is refused by every client where it is no answer at all: %s, %j', async (method, result, place) => {
    await using server = await conduitServer({ [method]: () => result })
    const params = method === 'maniphest.edit' ? { transactions: [] } : {}
    const error = await failure(server.client().call<string>(method, params))
    expect(error).toMatchObject({ code: 'not_conduit', method })
    expect(String(error)).toContain(place)
  })
})

describe('what PHP makes of maps and lists', () => {
  const task = taskOnWire(
    1,
    {},
    {
      columns: { boards: [] },
      dependsOn: { taskPHIDs: { 1: 'PHID-TASK-b', 3: 'PHID-TASK-d' } },
    },
  )
  const comment = {
    id: 1,
    phid: 'PHID-XCMT-1',
    version: 1,
    authorPHID: 'PHID-USER-a',
    dateCreated: 1,
    dateModified: 1,
    removed: true,
    content: [],
  }
  const transaction = {
    id: 1,
    phid: 'PHID-XACT-1',
    type: 'comment',
    authorPHID: 'PHID-USER-a',
    objectPHID: 'PHID-TASK-1',
    dateCreated: 1,
    dateModified: 1,
    comments: { 2: comment },
    fields: [],
  }
  const me = { phid: 'PHID-USER-me', userName: 'rjkaplan', realName: 'Rachel', roles: { 1: 'admin' } }

  const answers: [string, unknown][] = [
    ['maniphest.search', pageOnWire([task, taskOnWire(2)])],
    ['transaction.search', pageOnWire([transaction])],
    ['user.whoami', me],
    ['user.query', { 3: me }],
    ['conduit.query', { 'user.whoami': { description: null, params: [], return: 'dict' } }],
    ['conduit.query', []],
    ['maniphest.querystatuses', { openStatuses: ['open'], closedStatuses: { 1: 'resolved' } }],
  ]

  test.each(answers)('is undone in %s, as the schemas would', async (method, wire) => {
    await using server = await conduitServer({ [method]: () => wire })
    const plain = await server.client().call<string>(method)
    expect(plain).toEqual(await server.client({ validate }).call<string>(method))
    expect(plain).not.toEqual(wire)
  })
})
