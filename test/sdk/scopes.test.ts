import { expect, test } from 'vitest'
import { createsObject, requiredScopes } from '../../sdk/src/index.ts'

const status = { type: 'status', value: 'resolved' }
const comment = { type: 'comment', value: 'done' }

test.each([
  ['user.whoami', {}, []],
  ['conduit.ping', {}, []],
  ['maniphest.search', {}, ['maniphest.search']],
  ['maniphest.createtask', { title: 'x' }, ['maniphest.createtask']],
  ['maniphest.edit', { transactions: [status, comment] }, ['maniphest.edit:create']],
  ['maniphest.edit', { objectIdentifier: 0, transactions: [status] }, ['maniphest.edit:create']],
  ['maniphest.edit', { objectIdentifier: 'T1', transactions: [status] }, ['maniphest.edit:status']],
  [
    'maniphest.edit',
    { objectIdentifier: 1, transactions: [status, comment, status] },
    ['maniphest.edit:status', 'maniphest.edit:comment'],
  ],
  ['maniphest.edit', { objectIdentifier: 1, transactions: [] }, ['maniphest.edit']],
  ['maniphest.edit', { objectIdentifier: 1 }, ['maniphest.edit']],
  [
    'maniphest.edit',
    { objectIdentifier: 1, transactions: [status, { type: 'invented' }] },
    ['maniphest.edit'],
  ],
  ['maniphest.edit', { objectIdentifier: 1, transactions: [{ type: 'create' }] }, ['maniphest.edit']],
  [
    'maniphest.edit',
    { objectIdentifier: 1, transactions: [{ type: 'custom.acme.severity', value: 1 }] },
    ['maniphest.edit:custom.acme.severity'],
  ],
  ['acme.thing.edit', { objectIdentifier: 1, transactions: [{ type: 'name' }] }, ['acme.thing.edit:name']],
])('%s with %j takes %j', (method, params, expected) => {
  expect(requiredScopes(method, params)).toEqual(expected)
})

test('an identifier that PHP takes for nothing creates', () => {
  for (const objectIdentifier of ['', '0', 0, null, undefined])
    expect(createsObject({ objectIdentifier })).toBe(true)
  for (const objectIdentifier of ['T1', '1', 1, 'PHID-TASK-x'])
    expect(createsObject({ objectIdentifier })).toBe(false)
})
