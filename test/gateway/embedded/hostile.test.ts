import { expect, test } from 'vitest'
import { startManiphest } from './maniphest-under-test.ts'

/** Names that every JavaScript object has without anybody having put them there. */
const inherited = ['constructor', 'toString', 'hasOwnProperty', '__proto__']

test('names that objects inherit are as unknown as any other', async () => {
  const { account, answer } = await startManiphest()
  const rachel = await account('rjkaplan')
  const code = async (method: string, params: Record<string, unknown>) =>
    (await answer(rachel, method, params)).error_code
  for (const name of inherited) {
    const own = JSON.parse(`{"${name}": ["x"]}`)
    expect(await code('maniphest.search', { queryKey: name })).toBe('ERR-BAD-QUERYKEY')
    expect(await code('maniphest.search', { order: name })).toBe('ERR-CONDUIT-CORE')
    expect(await code('maniphest.search', { order: [name, 'id'] })).toBe('ERR-CONDUIT-CORE')
    expect(await code('maniphest.search', { constraints: own })).toBe('ERR-INVALID-CONSTRAINT')
    expect(await code('maniphest.search', { attachments: own })).toBe('ERR-INVALID-ATTACHMENT')
    expect(await code('transaction.search', { objectType: 'TASK', constraints: own })).toBe(
      'ERR-INVALID-CONSTRAINT',
    )
    expect(await code('maniphest.edit', { transactions: [{ type: name, value: 'x' }] })).toBe(
      'ERR-CONDUIT-CORE',
    )
    expect(await code('project.edit', { transactions: [{ type: 'icon', value: name }] })).toBe(
      'ERR-CONDUIT-CORE',
    )
    expect(await code(name, {})).toBe('ERR-CONDUIT-CALL')
  }
})

test('SQL and full-text operators in a value are only text', async () => {
  const { account, create, found, answer, search } = await startManiphest()
  const rachel = await account('rjkaplan')
  const title = `'); DROP TABLE tasks; -- "NEAR(a b)" * ^ AND OR NOT {title}: nul\0byte`
  const id = await create(rachel, title)
  expect((await search(rachel, { constraints: { ids: [id] } })).data[0]?.fields.name).toBe(title)
  for (const query of ['AND', 'NOT', 'NEAR(a', '{title}:', '^', 'title:(a)', '*', `'`, '--', 'ƛ𞤀', '"()"']) {
    expect(['ERR-CONDUIT-CORE', null], query).toContain(
      (await answer(rachel, 'maniphest.search', { constraints: { query } })).error_code,
    )
  }
  expect(await found(rachel, { query: 'DROP TABLE' })).toEqual([id])
  expect(await found(rachel, { projects: [`x' OR '1'='1`] })).toEqual([])
  expect(await found(rachel, { assigned: [`x' OR '1'='1`] })).toEqual([])
})

test('values of the wrong type are refused, never a failure of the server', async () => {
  const { account, answer } = await startManiphest()
  const rachel = await account('rjkaplan')
  const values = [null, true, 0, -1, 1.5, 1e300, '', 'x', [], [[]], [null], {}, { a: 1 }, [{ a: [] }]]
  const methods = [
    'maniphest.search',
    'user.search',
    'project.search',
    'project.column.search',
    'transaction.search',
  ]
  const names = [
    'queryKey',
    'constraints',
    'attachments',
    'order',
    'before',
    'after',
    'limit',
    'objectIdentifier',
  ]
  for (const value of values) {
    for (const typed of [true, false]) {
      for (const method of methods) {
        for (const name of names) {
          const { error_code } = await answer(rachel, method, { objectType: 'TASK', [name]: value }, typed)
          expect(error_code === null || error_code.startsWith('ERR-')).toBe(true)
        }
      }
      for (const name of [
        'ids',
        'phids',
        'assigned',
        'statuses',
        'projects',
        'query',
        'hasParents',
        'createdStart',
      ]) {
        const constraints = { [name]: value }
        const { error_code } = await answer(rachel, 'maniphest.search', { constraints }, typed)
        expect(error_code === null || error_code.startsWith('ERR-')).toBe(true)
      }
      for (const type of [
        'title',
        'owner',
        'status',
        'priority',
        'projects.set',
        'parents.add',
        'column',
        'comment',
      ]) {
        const transactions = [
          { type: 'title', value: 'wrong types' },
          { type, value },
        ]
        const { error_code } = await answer(
          rachel,
          'maniphest.edit',
          { transactions, objectIdentifier: null },
          typed,
        )
        expect(error_code === null || error_code === 'ERR-CONDUIT-CORE').toBe(true)
      }
      for (const params of [{ names: value }, { phids: value }]) {
        const method = 'names' in params ? 'phid.lookup' : 'phid.query'
        const { error_code } = await answer(rachel, method, params, typed)
        expect(error_code === null || error_code === 'ERR-CONDUIT-CORE').toBe(true)
      }
    }
  }
})

test('a text of millions of mentions neither takes all memory nor subscribes anybody twice', async () => {
  const { account, create, edit, search } = await startManiphest()
  const rachel = await account('rjkaplan')
  const first = await create(rachel, 'Mentioned')
  const id = await create(rachel, 'Mentions')
  await edit(rachel, id, { type: 'description', value: `T${first} `.repeat(1_500_000) })
  await edit(rachel, id, { type: 'comment', value: '@angie @nobody '.repeat(300_000) })
  const found = await search(rachel, { constraints: { ids: [id] }, attachments: { subscribers: true } })
  expect(found.data[0]?.attachments.subscribers).toMatchObject({ subscriberCount: 2 })
})

test('a query that SQLite could not take is refused in words', async () => {
  const { account, create, answer } = await startManiphest()
  const rachel = await account('rjkaplan')
  await create(rachel, 'Something to find')
  for (const query of ['nul\0byte', 'word '.repeat(5000)]) {
    const { error_code, error_info } = await answer(rachel, 'maniphest.search', { constraints: { query } })
    expect(error_code).toBe('ERR-CONDUIT-CORE')
    expect(error_info).toMatch(/^The query h/)
  }
})
