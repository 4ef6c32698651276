import { describe, expect, test } from 'vitest'
import { apiToken } from '../../../sdk/src/index.ts'
import { Remembered } from '../../../sdk/src/tasks/remembered.ts'
import {
  conduitServer,
  failure,
  type Handlers,
  pageOnWire,
  refused,
  TOKEN,
  taskOnWire,
} from '../conduit-server.ts'

const statuses = [
  { name: 'Open', value: 'open', closed: false, special: 'default' },
  { name: 'Review', value: 'review', closed: false },
  { name: 'Invalid', value: 'invalid', closed: true },
  { name: 'Resolved', value: 'resolved', closed: true, special: 'closed' },
]
const priorities = [
  { name: 'High', keywords: ['high'], short: 'High', color: 'red', value: 80 },
  { name: 'Wishlist', keywords: ['wish', 'wishlist'], short: 'Wish', color: 'sky', value: 0 },
]
const projects = [
  { slug: 'backend', phid: 'PHID-PROJ-backend' },
  { slug: 'mobile', phid: 'PHID-PROJ-mobile' },
]
const policy = { view: 'users', edit: 'users' }
const dates = { dateCreated: 1_795_408_132, dateModified: 1_795_408_132 }

/** A small Maniphest: two statuses on each side, two priorities, two projects, one other person. */
const maniphest: Handlers = {
  'maniphest.status.search': () => ({ data: statuses }),
  'maniphest.priority.search': () => ({ data: priorities }),
  'maniphest.edit': ({ params }) => {
    const id = Number(String(params.objectIdentifier ?? 12).replace(/\D/g, ''))
    return { object: { id, phid: 'PHID-TASK-x' }, transactions: [{ phid: 'PHID-XACT-TASK-y' }] }
  },
  'project.search': ({ params: { constraints } }) => {
    const found = projects.filter(
      ({ slug, phid }) => constraints.slugs?.includes(slug) || constraints.phids?.includes(phid),
    )
    const slugs = found.map(({ slug, phid }) => [slug, { slug, projectPHID: phid }])
    const fields = { milestone: null, depth: 0, parent: null, policy, ...dates }
    const look = { icon: { key: 'tag', name: 'Tag' }, color: { key: 'red', name: 'Red' } }
    return pageOnWire(
      found.map(({ slug, phid }) => ({
        id: 1,
        type: 'PROJ',
        phid,
        fields: { name: slug, slug, ...fields, ...look },
        attachments: [],
      })),
      null,
      { slugMap: Object.fromEntries(slugs) },
    )
  },
  'user.search': ({ params: { constraints } }) =>
    pageOnWire(
      (constraints.usernames as string[])
        .filter((name) => name === 'angie')
        .map((username) => ({
          id: 3,
          type: 'USER',
          phid: 'PHID-USER-angie',
          fields: { username, realName: 'Angie', roles: ['activated'], policy, ...dates },
          attachments: {},
        })),
    ),
}

describe('creating', () => {
  test('resolves names, checks words, and sends no objectIdentifier', async () => {
    await using server = await conduitServer(maniphest)
    const task = await server.client().tasks.create({
      title: ' Checkout fails ',
      description: 'TypeError',
      priority: 'high',
      projects: ['#backend', 'PHID-PROJ-mobile'],
      owner: '@angie',
      subscribers: ['angie', 'PHID-USER-me'],
    })
    const call = server.calls.find(({ method }) => method === 'maniphest.edit')
    expect(call?.params).toEqual({
      transactions: [
        { type: 'title', value: ' Checkout fails ' },
        { type: 'description', value: 'TypeError' },
        { type: 'priority', value: 'high' },
        { type: 'owner', value: 'PHID-USER-angie' },
        { type: 'projects.add', value: ['PHID-PROJ-backend', 'PHID-PROJ-mobile'] },
        { type: 'subscribers.add', value: ['PHID-USER-angie', 'PHID-USER-me'] },
      ],
    })
    expect(task).toEqual({
      id: 12,
      phid: 'PHID-TASK-x',
      monogram: 'T12',
      url: `${server.url}/T12`,
      status: { value: 'open', name: 'Open' },
      isOpen: true,
      isClosed: false,
      title: 'Checkout fails',
    })
  })

  test('of a closed task says that it is closed', async () => {
    await using server = await conduitServer(maniphest)
    const task = await server.client().tasks.create({ title: 'x', status: 'invalid' })
    expect(task).toMatchObject({ isClosed: true, status: { name: 'Invalid' } })
  })

  test.each([
    [{ title: ' ' }, []],
    [{ title: 'x', priority: 'High' }, ['high', 'wish']],
    [{ title: 'x', priority: '80' }, ['high', 'wish']],
    [{ title: 'x', status: 'done' }, ['open', 'review', 'invalid', 'resolved']],
    [{ title: 'x', projects: ['#backend', '#nope'] }, ['#nope']],
    [{ title: 'x', projects: ['PHID-PROJ-nope'] }, ['PHID-PROJ-nope']],
    [{ title: 'x', owner: '@nobody' }, ['@nobody']],
    [{ title: 'x', owner: '' }, ['""']],
    [{ title: 'x', owner: 'PHID-PROJ-backend' }, ['PHID-PROJ-backend']],
    [{ title: 'x', subscribers: [' '] }, ['""']],
    [{ title: 'x', subscribers: ['angie', 'nobody'] }, ['nobody']],
  ])('%j is refused before anything is written, with the words to choose from', async (task, named) => {
    await using server = await conduitServer(maniphest)
    const error = await failure(server.client().tasks.create(task))
    expect(error).toMatchObject({ code: 'validation' })
    for (const word of named) expect(String(error)).toContain(word)
    expect(server.calls.map(({ method }) => method)).not.toContain('maniphest.edit')
  })

  test('with a token that may not look up projects says which scope is missing', async () => {
    await using server = await conduitServer({
      ...maniphest,
      'project.search': () =>
        refused('ERR-OAUTH-ACCESS', 'No.', {
          code: 'scope_not_granted',
          needed: ['project.search'],
          granted: ['maniphest.edit:create'],
          missing: ['project.search'],
        }),
    })
    const error = await failure(server.client().tasks.create({ title: 'x', projects: ['#backend'] }))
    expect(error).toMatchObject({ code: 'scope', reason: 'not_granted', missing: ['project.search'] })
  })
})

describe('closing and reopening', () => {
  test('with a bare status is refused: a program without types would else close with another one', async () => {
    await using server = await conduitServer(maniphest)
    const error = await failure(server.client().tasks.close('T12', 'invalid' as never))
    expect(error).toMatchObject({ code: 'validation', message: expect.stringContaining('{ status') })
    expect(server.calls).toEqual([])
  })

  test("takes the server's own default statuses", async () => {
    await using server = await conduitServer(maniphest)
    const { tasks } = server.client()
    expect(await tasks.close('T12')).toMatchObject({
      monogram: 'T12',
      isClosed: true,
      status: { name: 'Resolved' },
    })
    expect(await tasks.reopen('T12')).toMatchObject({
      isOpen: true,
      isClosed: false,
      status: { value: 'open' },
    })
    const edits = server.calls.filter(({ method }) => method === 'maniphest.edit')
    expect(edits.map(({ params }) => params)).toEqual([
      { objectIdentifier: 12, transactions: [{ type: 'status', value: 'resolved' }] },
      { objectIdentifier: 12, transactions: [{ type: 'status', value: 'open' }] },
    ])
  })

  test('says a comment in the same step, and no blank one', async () => {
    await using server = await conduitServer(maniphest)
    const { tasks } = server.client()
    await tasks.close(12, { status: 'invalid', comment: 'fixed in r123' })
    await tasks.reopen('PHID-TASK-x', { status: 'review', comment: ' ' })
    const edits = server.calls.filter(({ method }) => method === 'maniphest.edit')
    expect(edits.map(({ params }) => params)).toEqual([
      {
        objectIdentifier: 12,
        transactions: [
          { type: 'status', value: 'invalid' },
          { type: 'comment', value: 'fixed in r123' },
        ],
      },
      { objectIdentifier: 'PHID-TASK-x', transactions: [{ type: 'status', value: 'review' }] },
    ])
  })

  test('to a status of the other side, or to none, is refused and names the valid ones', async () => {
    await using server = await conduitServer(maniphest)
    const { tasks } = server.client()
    expect(await failure(tasks.close('T12', { status: 'review' }))).toMatchObject({
      code: 'validation',
      valid: ['invalid', 'resolved'],
    })
    expect(await failure(tasks.reopen('T12', { status: 'nope' }))).toMatchObject({
      valid: ['open', 'review'],
    })
    expect(server.calls.map(({ method }) => method)).not.toContain('maniphest.edit')
  })

  test.each(['', ' ', '0', 0, 'T0', 'x', -1, 1.5, 'PHID-USER-x', null, undefined])(
    'the task %j is refused: nothing is created by accident',
    async (reference) => {
      await using server = await conduitServer(maniphest)
      const { tasks } = server.client()
      const task = reference as string
      for (const attempt of [
        tasks.close(task),
        tasks.reopen(task),
        tasks.comment(task, 'x'),
        tasks.edit(task, {}),
      ]) {
        expect(await failure(attempt)).toMatchObject({ code: 'validation' })
      }
      expect(server.calls.map(({ method }) => method)).not.toContain('maniphest.edit')
    },
  )

  test('knows a status that an administrator added after the list was fetched', async () => {
    const list = [...statuses]
    await using server = await conduitServer({
      ...maniphest,
      'maniphest.status.search': () => ({ data: list }),
    })
    const { tasks } = server.client()
    await tasks.statuses()
    list.push({ name: 'Shipped', value: 'shipped', closed: true })
    expect(await tasks.close('T12', { status: 'shipped' })).toMatchObject({ status: { name: 'Shipped' } })
  })
})

describe('another person', () => {
  test('is served by the same client, and statuses are fetched for all of them', async () => {
    await using server = await conduitServer({
      ...maniphest,
      'user.whoami': ({ credentials }) => ({
        phid: 'PHID-USER-x',
        userName: credentials?.token,
        realName: '',
      }),
    })
    const rjkaplan = server.client()
    const angie = rjkaplan.as(apiToken('api-angieangieangieangieangieang'))
    await rjkaplan.tasks.close('T12')
    await angie.tasks.close('T12')
    expect((await angie.user.whoami()).userName).toBe('api-angieangieangieangieangieang')
    expect((await rjkaplan.user.whoami()).userName).toBe(TOKEN)
    expect(
      server.calls.map(({ method }) => method).filter((method) => method.includes('status')),
    ).toHaveLength(1)
  })

  test('does not wait for ever to see what an administrator changed', async () => {
    let now = 0
    const remembered = new Remembered<number>(() => now)
    let fetched = 0
    const fetch = async () => ++fetched
    expect([await remembered.get(fetch), await remembered.get(fetch)]).toEqual([1, 1])
    now = 5 * 60_000
    expect(await remembered.get(fetch)).toBe(2)
  })
})

describe('changing', () => {
  test('adds, removes, replaces and clears', async () => {
    await using server = await conduitServer(maniphest)
    const task = await server.client().tasks.edit('t12', {
      title: 'New title',
      owner: null,
      priority: 'wishlist',
      projects: { add: ['mobile'], remove: ['#backend'] },
      subscribers: { set: [] },
      comment: 'See r5',
      transactions: [{ type: 'custom.acme.severity', value: 3 }],
    })
    expect(task).toEqual({ id: 12, phid: 'PHID-TASK-x', monogram: 'T12', url: `${server.url}/T12` })
    expect(server.calls.at(-1)?.params).toEqual({
      objectIdentifier: 12,
      transactions: [
        { type: 'title', value: 'New title' },
        { type: 'priority', value: 'wishlist' },
        { type: 'owner', value: null },
        { type: 'projects.add', value: ['PHID-PROJ-mobile'] },
        { type: 'projects.remove', value: ['PHID-PROJ-backend'] },
        { type: 'subscribers.set', value: [] },
        { type: 'custom.acme.severity', value: 3 },
        { type: 'comment', value: 'See r5' },
      ],
    })
  })

  test('comments', async () => {
    await using server = await conduitServer(maniphest)
    await server.client().tasks.comment(12, 'seen again')
    expect(server.calls[0]?.params).toEqual({
      objectIdentifier: 12,
      transactions: [{ type: 'comment', value: 'seen again' }],
    })
    expect(await failure(server.client().tasks.comment(12, ' '))).toMatchObject({ code: 'validation' })
  })
})

describe('reading', () => {
  const visible: Handlers = {
    ...maniphest,
    'maniphest.search': ({ params: { constraints } }) => {
      const ids: number[] = constraints.ids ?? [7]
      const seen = ids.filter((id) => id !== 404)
      const status = (id: number) => ({
        value: ['open', 'resolved', 'gone'][id % 3] ?? '',
        name: 'Any',
        color: null,
      })
      const attachments = {
        projects: { projectPHIDs: ['PHID-PROJ-backend'] },
        subscribers: { subscriberPHIDs: [], subscriberCount: 0, viewerIsSubscribed: false },
      }
      return pageOnWire(seen.map((id) => taskOnWire(id, { status: status(id) }, attachments)))
    },
  }

  test('a task tells open from closed as the server does', async () => {
    await using server = await conduitServer(visible)
    const { tasks } = server.client()
    expect(await tasks.get('T3')).toMatchObject({
      monogram: 'T3',
      title: 'Task 3',
      isOpen: true,
      isClosed: false,
      priority: { name: 'High' },
      projectPHIDs: ['PHID-PROJ-backend'],
      url: `${server.url}/T3`,
    })
    expect(await tasks.get(4)).toMatchObject({ isOpen: false, isClosed: true })
    // A status that is no longer configured counts as closed.
    expect(await tasks.get(5)).toMatchObject({ isClosed: true, status: { value: 'gone' } })
  })

  test('one that is not there is not found', async () => {
    await using server = await conduitServer(visible)
    expect(await failure(server.client().tasks.get(404))).toMatchObject({ code: 'not_found' })
  })

  test('many takes one call for a hundred, keeps the order, and leaves a gap for what cannot be seen', async () => {
    await using server = await conduitServer(visible)
    const numbers = Array.from({ length: 250 }, (_, index) => index + 1)
    const found = await server.client().tasks.getMany([404, ...numbers, 'T5'])
    expect(found.map((task) => task?.id)).toEqual([undefined, ...numbers, 5])
    const searches = server.calls.filter(({ method }) => method === 'maniphest.search')
    expect(searches.map(({ params }) => params.constraints.ids.length)).toEqual([100, 100, 51])
    expect(server.calls.filter(({ method }) => method === 'maniphest.status.search')).toHaveLength(2)
  })

  test('by PHID finds it too', async () => {
    await using server = await conduitServer(visible)
    const { phid } = taskOnWire(7)
    expect(await server.client().tasks.get(phid)).toMatchObject({ id: 7 })
    expect(server.calls[0]?.params.constraints).toEqual({ phids: [phid] })
  })

  test('statuses and priorities are fetched once', async () => {
    await using server = await conduitServer(maniphest)
    const { tasks } = server.client()
    const [known] = await Promise.all([
      tasks.statuses(),
      tasks.statuses(),
      tasks.priorities(),
      tasks.priorities(),
    ])
    expect(known.filter(({ isDefault }) => isDefault).map(({ value }) => value)).toEqual(['open', 'resolved'])
    expect((await tasks.priorities()).map(({ keyword }) => keyword)).toEqual(['high', 'wish'])
    expect(server.calls).toHaveLength(2)
  })

  test('a list that could not be fetched is fetched again', async () => {
    let failures = 1
    await using server = await conduitServer({
      'maniphest.status.search': () => (failures-- > 0 ? refused('ERR-INVALID-AUTH') : { data: statuses }),
    })
    const { tasks } = server.client()
    expect(await failure(tasks.statuses())).toMatchObject({ code: 'auth_invalid' })
    expect(await tasks.statuses()).toHaveLength(4)
  })
})
