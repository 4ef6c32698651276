import { expect, test } from 'vitest'
import { type Listed, startManiphest } from './maniphest-under-test.ts'

test('the person who is named as the viewer is the author of all that they do', async () => {
  const { account, create, edit, timeline, search, laterByAMinute } = await startManiphest()
  const [rachel, angie] = [await account('rjkaplan'), await account('angie')]
  const id = await create(rachel, 'an error')
  const closedAt = laterByAMinute()
  await edit(angie, id, { type: 'status', value: 'resolved' }, { type: 'comment', value: 'done' })

  const { data } = await search(rachel, { constraints: { ids: [id] } })
  expect(data[0]?.fields).toMatchObject({
    authorPHID: rachel.phid,
    closerPHID: angie.phid,
    ownerPHID: angie.phid,
    dateClosed: closedAt,
    dateModified: closedAt,
  })
  const entries = await timeline(rachel, id)
  const authorOf = (type: string) => entries.find((entry) => entry.type === type)?.authorPHID
  expect([authorOf('create'), authorOf('status'), authorOf('comment')]).toEqual([
    rachel.phid,
    angie.phid,
    angie.phid,
  ])
})

test('a task that somebody may not see is not there for them, however they ask', async () => {
  const { account, create, found, answer, call, search } = await startManiphest()
  const [admin, rachel] = [await account('admin'), await account('rjkaplan')]
  const id = await create(
    admin,
    'secret plan',
    { type: 'view', value: 'admin' },
    { type: 'edit', value: 'admin' },
  )
  const { data } = await search(admin, { constraints: { ids: [id] } })
  const phid = data[0]?.phid

  expect(await found(rachel, { ids: [id] })).toEqual([])
  expect(await found(rachel, { query: 'secret' })).toEqual([])
  expect(await found(admin, { query: 'secret' })).toEqual([id])
  expect(await call(rachel, 'phid.lookup', { names: [`T${id}`, phid] })).toEqual([])
  expect((await call<Listed>(rachel, 'transaction.search', { objectType: 'TASK' })).data).toEqual([])
  expect(await answer(rachel, 'transaction.search', { objectIdentifier: `T${id}` })).toMatchObject({
    error_code: 'ERR-INVALID-OBJECT-PHID',
  })
  expect(await answer(rachel, 'maniphest.search', { after: id, order: 'newest' })).toMatchObject({
    error_code: 'ERR-CONDUIT-CORE',
    reason: { code: 'permission' },
  })
  const transactions = [{ type: 'comment', value: 'hello' }]
  for (const [objectIdentifier, code] of [
    [id, 'permission'],
    [phid, 'permission'],
    [`T${id}`, 'not_found'],
  ]) {
    const envelope = await answer(rachel, 'maniphest.edit', { objectIdentifier, transactions })
    expect(envelope).toMatchObject({ error_code: 'ERR-CONDUIT-CORE', reason: { code } })
    expect(envelope.error_info).not.toContain('secret plan')
  }
})

test('mentioning a task that one may not see leaves no trace on it, and does not tell that it is there', async () => {
  const { account, create, edit, timeline } = await startManiphest()
  const [admin, rachel] = [await account('admin'), await account('rjkaplan')]
  const hidden = await create(admin, 'hidden', { type: 'view', value: 'admin' })
  const before = await timeline(admin, hidden)
  const id = await create(rachel, 'guessing')
  const mention = await edit(rachel, id, { type: 'comment', value: `T${hidden}` })
  expect(mention.transactions).toHaveLength(1)
  expect(await timeline(admin, hidden)).toEqual(before)
})

test('who may see but not edit can speak and follow, and nothing else', async () => {
  const { account, create, edit, answer, timeline } = await startManiphest()
  const [admin, rachel] = [await account('admin'), await account('rjkaplan')]
  const id = await create(admin, 'read only', { type: 'edit', value: admin.phid })
  expect((await edit(rachel, id, { type: 'comment', value: 'may I?' })).transactions).toHaveLength(2)
  expect((await edit(rachel, id, { type: 'subscribers.add', value: ['angie'] })).transactions).toHaveLength(1)
  const before = await timeline(rachel, id)
  for (const transactions of [
    [{ type: 'title', value: 'z' }],
    [{ type: 'status', value: 'resolved' }],
    [
      { type: 'comment', value: 'must not be said' },
      { type: 'status', value: 'resolved' },
    ],
  ]) {
    expect(await answer(rachel, 'maniphest.edit', { objectIdentifier: id, transactions })).toMatchObject({
      error_code: 'ERR-CONDUIT-CORE',
      reason: { code: 'permission' },
    })
  }
  expect(await timeline(rachel, id)).toEqual(before)
})

test('the owner sees and edits a task whatever its policies say', async () => {
  const { account, create, edit, found } = await startManiphest()
  const [admin, angie] = [await account('admin'), await account('angie')]
  const id = await create(
    admin,
    'given away',
    { type: 'view', value: 'admin' },
    { type: 'edit', value: 'admin' },
    { type: 'owner', value: angie.phid },
  )
  expect(await found(angie, { ids: [id] })).toEqual([id])
  expect((await edit(angie, id, { type: 'priority', value: 'low' })).transactions).toHaveLength(1)
})

test('a project is a policy for its members, and "author" and "subscribers" are for them', async () => {
  const { account, create, edit, found, call } = await startManiphest()
  const [rachel, angie, admin] = [await account('rjkaplan'), await account('angie'), await account('admin')]
  const handles = await call<Record<string, { phid: string }>>(rachel, 'phid.lookup', {
    names: ['#frontend'],
  })
  const members = await create(rachel, 'members', { type: 'view', value: handles['#frontend']?.phid })
  const author = await create(rachel, 'author', { type: 'view', value: 'obj.maniphest.author' })
  const subscribers = await create(rachel, 'subscribers')
  await edit(rachel, subscribers, { type: 'view', value: 'obj.subscriptions.subscribers' })
  await edit(rachel, subscribers, { type: 'subscribers.add', value: ['angie'] })
  const ids = [members, author, subscribers]
  expect(await found(rachel, { ids })).toEqual(ids)
  expect(await found(angie, { ids })).toEqual([subscribers])
  expect(await found(admin, { ids })).toEqual([])
})

test('nobody but an administrator can hand a task to the administrators alone', async () => {
  const { account, answer } = await startManiphest()
  for (const type of ['view', 'edit']) {
    const transactions = [
      { type: 'title', value: 'lockout' },
      { type, value: 'admin' },
    ]
    expect(await answer(await account('rjkaplan'), 'maniphest.edit', { transactions })).toMatchObject({
      error_code: 'ERR-CONDUIT-CORE',
      reason: { code: 'validation' },
    })
    expect(await answer(await account('admin'), 'maniphest.edit', { transactions })).toMatchObject({
      error_code: null,
    })
  }
})
