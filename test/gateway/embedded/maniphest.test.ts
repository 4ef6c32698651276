import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { startManiphest } from './maniphest-under-test.ts'

test('full text is found at once: words, their beginnings, phrases, titles, comments, and what is left out', async () => {
  const { account, create, edit, found } = await startManiphest()
  const rachel = await account('rjkaplan')
  const cart = await create(rachel, 'TypeError in the cart', {
    type: 'description',
    value: 'reading "price"',
  })
  const login = await create(rachel, 'Login fails for Zoë', { type: 'description', value: 'a TypeError too' })
  await edit(rachel, login, { type: 'comment', value: 'Seen on Saturday only.' })
  const query = (text: string, order?: string) => found(rachel, { query: text }, order)

  expect(await query('typeerror')).toEqual([cart, login])
  expect(await query('TypeErr')).toEqual([cart, login])
  expect(await query('TypeError cart')).toEqual([cart])
  expect(await query('TypeError -cart')).toEqual([login])
  expect(await query('title:TypeError')).toEqual([cart])
  expect(await query('"in the cart"')).toEqual([cart])
  expect(await query('"the in cart"')).toEqual([])
  expect(await query('saturday')).toEqual([login])
  expect(await query('zoe')).toEqual([login])
  expect(await query('"reading NEAR price" OR *')).toEqual([])
  expect(await query('TypeError', 'relevance')).toEqual([cart, login])

  await edit(rachel, cart, { type: 'title', value: 'Renamed' })
  expect(await query('cart')).toEqual([])
  expect(await query('renamed')).toEqual([cart])
})

test('a plain form is read leniently: digits are numbers, "true" is true', async () => {
  const { account, create, answer } = await startManiphest()
  const rachel = await account('rjkaplan')
  const id = await create(rachel, 'by form')
  const form = { constraints: { ids: [String(id)], hasParents: 'false' }, limit: '3' }
  const { result } = await answer(rachel, 'maniphest.search', form, false)
  expect(result).toMatchObject({ data: [{ id }], cursor: { limit: 3 } })
  expect(await answer(rachel, 'maniphest.search', form, true)).toMatchObject({
    error_code: 'ERR-CONDUIT-CORE',
  })
})

test('a mention subscribes the person and ties the tasks together, once', async () => {
  const { account, create, edit, timeline, search } = await startManiphest()
  const [rachel, angie] = [await account('rjkaplan'), await account('angie')]
  const first = await create(rachel, 'first')
  const second = await create(rachel, 'second', {
    type: 'description',
    value: `like T${first}, ask @angie. Not xT9 or mail@admin`,
  })
  const { data } = await search(rachel, {
    constraints: { ids: [second] },
    attachments: { subscribers: true },
  })
  expect([...(data[0]?.attachments.subscribers.subscriberPHIDs ?? [])].sort()).toEqual(
    [rachel.phid, angie.phid].sort(),
  )
  expect((await timeline(rachel, first))[0]).toMatchObject({ type: null, fields: {} })
  const again = await edit(rachel, second, { type: 'comment', value: `T${first} again` })
  expect(again.transactions).toHaveLength(1)
})

test('a former owner is subscribed, a bot is not', async () => {
  const { account, create, edit, search } = await startManiphest()
  const [rachel, angie, bot] = [await account('rjkaplan'), await account('angie'), await account('errorbot')]
  const id = await create(bot, 'by a bot', { type: 'owner', value: angie.phid })
  await edit(rachel, id, { type: 'owner', value: rachel.phid })
  const { data } = await search(rachel, {
    constraints: { ids: [id] },
    attachments: { subscribers: true },
  })
  expect(data[0]?.attachments.subscribers).toEqual({
    subscriberPHIDs: [angie.phid],
    subscriberCount: 1,
    viewerIsSubscribed: false,
  })
})

test('what is frequent is found as well as what is rare', async () => {
  const { account, backend, create, found } = await startManiphest()
  const rachel = await account('rjkaplan')
  for (let index = 0; index < 2100; index++) {
    const status = index % 100 === 0 ? 'wontfix' : 'resolved'
    await create(
      rachel,
      `task ${index}`,
      { type: 'projects.set', value: ['backend'] },
      { type: 'status', value: status },
    )
  }
  const rare = await create(rachel, 'rare', { type: 'projects.set', value: ['frontend', 'backend'] })
  expect((await found(rachel, { projects: ['backend'] }, 'newest'))[0]).toBe(rare)
  expect(await found(rachel, { projects: ['backend', 'frontend'] })).toEqual([rare])
  expect(await found(rachel, { statuses: ['resolved', 'wontfix'] })).toHaveLength(100)
  expect(await found(rachel, { statuses: ['wontfix', 'spite'] })).toHaveLength(21)
  expect(await found(rachel, { subscribers: ['viewer()'], projects: ['frontend'] })).toEqual([rare])
  expect(backend.kind).toBe('embedded')
})

test('what another process wrote is seen by the next search', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'maniphest-'))
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }))
  const [one, other] = [await startManiphest({ dataDirectory }), await startManiphest({ dataDirectory })]
  const rachel = await one.account('rjkaplan')
  const id = await one.create(rachel, 'before')
  const title = async () =>
    (await one.search(rachel, { constraints: { ids: [id] } })).data.map(({ fields }) => fields.name)
  expect(await title()).toEqual(['before'])
  await other.edit(rachel, id, { type: 'title', value: 'after' })
  expect(await title()).toEqual(['after'])
})

test('an unknown method, and a call as nobody, are refused', async () => {
  const { backend, answer, account } = await startManiphest()
  const signal = new AbortController().signal
  expect(await answer(await account('angie'), 'no.such.method')).toMatchObject({
    error_code: 'ERR-CONDUIT-CALL',
  })
  const nobody = { method: 'user.whoami', params: {}, typed: true, viewer: undefined, signal }
  expect(await backend.call(nobody)).toMatchObject({ error_code: 'ERR-INVALID-SESSION' })
  expect(await backend.call({ ...nobody, method: 'conduit.ping' })).toMatchObject({ error_code: null })
})

test('a database of a newer version is refused and left as it is', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'maniphest-'))
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }))
  const database = new DatabaseSync(join(dataDirectory, 'maniphest.sqlite'))
  database.exec('PRAGMA user_version = 99')
  database.close()
  await expect(startManiphest({ dataDirectory })).rejects.toThrow('schema version 99')
})
