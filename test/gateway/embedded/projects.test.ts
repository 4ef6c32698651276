import { expect, test } from 'vitest'
import type { Edited } from '../../conformance/scenario.ts'
import { type Listed, startManiphest } from './maniphest-under-test.ts'

test('the demo has three projects, each with members and a workboard', async () => {
  const { account, call } = await startManiphest()
  const rachel = await account('rjkaplan')
  const { data } = await call<Listed<{ slug: string }>>(rachel, 'project.search', {
    queryKey: 'active',
    attachments: { members: true },
  })
  expect(data.map(({ fields }) => fields.slug)).toEqual(['backend', 'frontend', 'payments'])
  for (const { phid, attachments } of data) {
    expect(attachments.members.members.length).toBeGreaterThan(0)
    const columns = await call<Listed<{ name: string }>>(rachel, 'project.column.search', {
      constraints: { projects: [phid] },
    })
    expect(columns.data.at(-1)?.fields).toMatchObject({
      name: 'Backlog',
      isDefaultColumn: true,
      project: { phid },
    })
  }
})

test('a task enters a board in its first column, moves, and leaves it with the project', async () => {
  const { account, call, create, edit, search } = await startManiphest()
  const rachel = await account('rjkaplan')
  const { data } = await call<Listed<{ slug: string }>>(rachel, 'project.search', {
    constraints: { slugs: ['backend'] },
  })
  const board = data[0]?.phid ?? ''
  const columns = await call<Listed<{ name: string }>>(rachel, 'project.column.search', {
    constraints: { projects: [board] },
  })
  const [done, , backlog] = columns.data
  if (!done || !backlog) throw new Error('the board has fewer columns')
  const id = await create(rachel, 'moves', { type: 'projects.add', value: ['backend'] })
  const boards = async () => {
    const page = await search(rachel, {
      constraints: { ids: [id] },
      attachments: { columns: true },
    })
    return page.data[0]?.attachments.columns.boards
  }
  const standing = ({ id, phid, fields }: { id: number; phid: string; fields: { name: string } }) => ({
    [board]: { columns: [{ id, phid, name: fields.name }] },
  })
  expect(await boards()).toEqual(standing(backlog))
  await edit(rachel, id, { type: 'column', value: [done.phid] })
  expect(await boards()).toEqual(standing(done))
  await edit(rachel, id, { type: 'projects.remove', value: ['backend'] })
  expect(await boards()).toEqual([])
})

test('a project is created, renamed and found by its old and new slug', async () => {
  const { account, call, answer } = await startManiphest()
  const [rachel, angie] = [await account('rjkaplan'), await account('angie')]
  const { object } = await call<Edited>(rachel, 'project.edit', {
    transactions: [
      { type: 'name', value: 'Bug Bash' },
      { type: 'icon', value: 'bugs' },
      { type: 'color', value: 'red' },
      { type: 'description', value: 'All hands' },
      { type: 'members.set', value: [angie.phid, 'rjkaplan'] },
    ],
  })
  await call<Edited>(rachel, 'project.edit', {
    objectIdentifier: '#bug_bash',
    transactions: [{ type: 'name', value: 'Bug Hunt' }],
  })
  const { data } = await call<Listed<{ slug: string }>>(rachel, 'project.search', {
    constraints: { slugs: ['bug_bash', 'bug_hunt'] },
    attachments: { members: true },
  })
  expect(data).toHaveLength(1)
  expect(data[0]).toMatchObject({
    phid: object.phid,
    fields: {
      name: 'Bug Hunt',
      slug: 'bug_hunt',
      description: 'All hands',
      icon: { key: 'bugs', name: 'Bugs' },
      color: { key: 'red', name: 'Red' },
    },
    attachments: { members: { members: [{ phid: angie.phid }, { phid: rachel.phid }] } },
  })
  const taken = { transactions: [{ type: 'name', value: 'bug hunt' }] }
  expect(await answer(rachel, 'project.edit', taken)).toMatchObject({ error_code: 'ERR-CONDUIT-CORE' })
  const mine = await call<Listed>(angie, 'project.search', { queryKey: 'joined' })
  expect(mine.data.map(({ phid }) => phid)).toContain(object.phid)
})

test('who may not edit a project is refused', async () => {
  const { account, call, answer } = await startManiphest()
  const [rachel, angie] = [await account('rjkaplan'), await account('angie')]
  const { object } = await call<Edited>(rachel, 'project.edit', {
    transactions: [
      { type: 'name', value: 'Mine' },
      { type: 'edit', value: rachel.phid },
    ],
  })
  const transactions = [{ type: 'name', value: 'Ours' }]
  expect(await answer(angie, 'project.edit', { objectIdentifier: object.id, transactions })).toMatchObject({
    error_code: 'ERR-CONDUIT-CORE',
    reason: { code: 'permission' },
  })
})

test('users are found by name, beginning of a name, and role', async () => {
  const { account, call } = await startManiphest()
  const rachel = await account('rjkaplan')
  const found = async (constraints: object) => {
    const { data } = await call<Listed<{ username: string }>>(rachel, 'user.search', { constraints })
    return data.map(({ fields }) => fields.username)
  }
  expect(await found({ usernames: ['RJKaplan'] })).toEqual(['rjkaplan'])
  expect(await found({ nameLike: 'ort' })).toEqual(['angie'])
  expect(await found({ nameLike: '%' })).toEqual([])
  expect(await found({ query: 'kaplan' })).toEqual(['rjkaplan'])
  expect(await found({ isBot: true })).toEqual(['errorbot'])
  expect(await found({ isAdmin: true })).toEqual(['admin'])
})
