import { methodCatalogue } from 'phorge-conduit'
import { describe, expect, it } from 'vitest'
import { requiredScopes } from '../../../gateway/src/access/requirements.ts'

const edit = (params: Record<string, unknown>) => requiredScopes({ method: 'maniphest.edit', params })
const status = { type: 'status', value: 'resolved' }
const comment = { type: 'comment', value: 'done' }

describe('the scopes that a call needs', () => {
  it('is the method itself for a method without aspects', () => {
    expect(requiredScopes({ method: 'maniphest.search', params: {} })).toEqual(['maniphest.search'])
  })

  it.each([
    'user.whoami',
    'conduit.query',
    'conduit.getcapabilities',
    'auth.logout',
    'maniphest.status.search',
    'maniphest.priority.search',
    'conduit.ping',
  ])('is nothing for %s', (method) => {
    expect(requiredScopes({ method, params: {} })).toEqual([])
  })

  it.each([[undefined], [null], [''], ['0'], [0], [-0], [false]])(
    'is create when the identifier is %j, for Phorge creates then',
    (objectIdentifier) => {
      expect(edit({ objectIdentifier, transactions: [status] })).toEqual(['maniphest.edit:create'])
      expect(edit({ objectIdentifier, transactions: 'x' })).toEqual(['maniphest.edit:create'])
    },
  )

  it.each([['T5'], ['5'], [5], ['00'], ['0.0'], [' '], ['false'], [-1]])(
    'is the type of the transaction when the identifier is %j',
    (objectIdentifier) => {
      expect(edit({ objectIdentifier, transactions: [status] })).toEqual(['maniphest.edit:status'])
    },
  )

  it('is every type once when there are several', () => {
    expect(edit({ objectIdentifier: 'T5', transactions: [status, comment, status] })).toEqual([
      'maniphest.edit:status',
      'maniphest.edit:comment',
    ])
  })

  it('reads a keyed map of transactions as Phorge does', () => {
    expect(edit({ objectIdentifier: 'T5', transactions: { a: status, 7: comment } })).toEqual([
      'maniphest.edit:comment',
      'maniphest.edit:status',
    ])
  })

  it('is the aspect of a custom field', () => {
    const transactions = [{ type: 'custom.acme:severity', value: 3 }]
    expect(edit({ objectIdentifier: 'T5', transactions })).toEqual(['maniphest.edit:custom.acme:severity'])
  })

  it.each([
    ['no transactions', undefined],
    ['an empty list', []],
    ['an empty map', {}],
    ['text', '[{"type":"status"}]'],
    ['a transaction and not a list of them', status],
    ['a transaction that is text', ['status']],
    ['a transaction that is null', [null]],
    ['a transaction that is a list', [[status]]],
    ['a transaction without type', [status, { value: 'x' }]],
    ['a type that is a list', [{ type: ['status'] }]],
    ['a type that is a number', [{ type: 0 }]],
    ['an inherited type', [Object.create({ type: 'status' })]],
    ['a type that does not exist', [{ type: 'bogus' }]],
    ['a type in other letters', [{ type: 'Status' }]],
    ['a type with a space', [{ type: 'status ' }]],
    ['a type that calls itself create', [{ type: 'create' }]],
    ['an empty type', [{ type: '' }]],
    ['a custom field with a comma in its name', [{ type: 'custom.a,maniphest.edit' }]],
  ])('is the whole method for an edit with %s', (_, transactions) => {
    expect(edit({ objectIdentifier: 'T5', transactions })).toEqual(['maniphest.edit'])
  })

  it.each([[true], [[]], [{}], [[5]]])('is the whole method for the identifier %j', (objectIdentifier) => {
    expect(edit({ objectIdentifier, transactions: [status] })).toEqual(['maniphest.edit'])
  })

  it.each(['phriction.edit', 'flag.edit', 'acme.widget.edit'])(
    'is the whole method for %s, which does not edit by transactions as far as we know',
    (method) => expect(requiredScopes({ method, params: {} })).toEqual([method]),
  )

  it.each([
    ['io', 'diffusion.uri.edit:io'],
    ['custom.acme', 'diffusion.uri.edit:custom.acme'],
    ['whatever', 'diffusion.uri.edit'],
  ])('of an editor far from tasks is for the type %s the scope %s', (type, scope) => {
    const params = { objectIdentifier: 'K1', transactions: [{ type }] }
    expect(requiredScopes({ method: 'diffusion.uri.edit', params })).toEqual([scope])
  })

  it('is never the right to create for an `*.edit` of Phorge that creates nothing by it', () => {
    const withoutAspects = [...methodCatalogue.keys()].filter(
      (name) => name.endsWith('.edit') && requiredScopes({ method: name, params: {} })[0] === name,
    )
    expect(withoutAspects.sort()).toEqual(['flag.edit', 'phriction.edit'])
  })
})
