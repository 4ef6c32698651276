import { describe, expect, it } from 'vitest'
import { aspectsOf } from '../../../gateway/src/access/aspects.ts'
import { describeScope } from '../../../gateway/src/access/describe.ts'
import { expandScopes } from '../../../gateway/src/access/expand.ts'
import { denyList, writes } from '../../../gateway/src/access/methods.ts'
import {
  aspectOf,
  formatScopes,
  intersectScopes,
  isScope,
  methodOf,
  parseScopes,
  type Scope,
} from '../../../gateway/src/access/scope.ts'

const methods = [
  'maniphest.edit',
  'maniphest.search',
  'maniphest.status.search',
  'passphrase.query',
  'phriction.edit',
  'project.edit',
  'project.search',
]
const set = (text: string) => parseScopes(text)

describe('a list of scopes', () => {
  it('is separated by spaces or commas, and what cannot be a scope is left out', () => {
    const text =
      ' maniphest.search,maniphest.edit:create\n openid , whoami user.whoami maniphest.search a..b x:y '
    expect(formatScopes(parseScopes(text))).toBe('maniphest.search maniphest.edit:create user.whoami')
    expect(parseScopes('').size).toBe(0)
  })

  it.each([
    'maniphest.*',
    '*',
    'Maniphest.edit',
    'maniphest.edit:',
    'maniphest.edit:a"b',
    'a.b:c\\d',
    '.edit',
    'a.',
  ])('holds nothing like %s', (text) => expect(isScope(text)).toBe(false))

  it('splits a scope at its first colon, for custom fields have colons of their own', () => {
    const scope = 'maniphest.edit:custom.acme:level'
    expect(isScope(scope)).toBe(true)
    expect([methodOf(scope as Scope), aspectOf(scope as Scope)]).toEqual([
      'maniphest.edit',
      'custom.acme:level',
    ])
  })

  it('meets another in what both cover', () => {
    const a = set('maniphest.edit project.search:x user.search')
    const b = set('maniphest.edit:status maniphest.edit:create project.search')
    expect(intersectScopes(a, b)).toEqual([
      'maniphest.edit:create',
      'maniphest.edit:status',
      'project.search:x',
    ])
  })
})

describe('a wildcard', () => {
  it('stands for the methods that there are when it is saved', () => {
    expect(expandScopes(['maniphest.*'], methods).scopes).toEqual([
      'maniphest.edit',
      'maniphest.search',
      'maniphest.status.search',
    ])
    expect(expandScopes(['*.search'], methods).scopes).toEqual([
      'maniphest.search',
      'maniphest.status.search',
      'project.search',
    ])
  })

  it('with an aspect stands for the methods that have it', () => {
    expect(expandScopes(['*.edit:create'], methods).scopes).toEqual([
      'maniphest.edit:create',
      'project.edit:create',
    ])
    const all = expandScopes(['maniphest.edit:*'], methods).scopes
    expect(all).toHaveLength(aspectsOf('maniphest.edit').length)
    expect(all).toContain('maniphest.edit:projects.add')
  })

  it('never reaches the deny list', () => {
    expect(expandScopes(['*'], methods).scopes).toEqual(methods.filter((name) => name !== 'passphrase.query'))
    expect(expandScopes(['*'], methods, denyList(['maniphest.*'])).scopes).not.toContain('maniphest.search')
  })

  it('and a name that stand for nothing are named', () => {
    const written = [
      'maniphest.serch',
      'nothing.*',
      'passphrase.query',
      'maniphest.edit:bogus',
      'phriction.edit:create',
      'x',
    ]
    expect(expandScopes(written, methods)).toEqual({ scopes: [], unmatched: written })
  })

  it('is read literally but for its stars', () => {
    expect(expandScopes(['maniphest.(search|edit)*', 'm.niphest*'], methods).scopes).toEqual([])
  })
})

describe('the deny list', () => {
  it.each([
    'conduit.getcertificate',
    'conduit.connect',
    'passphrase.query',
    'Passphrase.Query',
    'internal.commit.search',
  ])('holds %s, whatever the administrator adds', (method) => {
    expect(denyList().has(method)).toBe(true)
    expect(denyList(['user.*']).has(method)).toBe(true)
  })

  it('grows by names and by patterns, and by nothing else', () => {
    const deny = denyList(['user.edit', 'drydock.*'])
    expect(['user.edit', 'drydock.lease.search'].every((method) => deny.has(method))).toBe(true)
    expect(['user.search', 'user.edit.more', 'maniphest.edit'].some((method) => deny.has(method))).toBe(false)
  })
})

describe('a scope says what it means', () => {
  it.each([
    ['maniphest.edit:create', 'Create tasks', 'write'],
    ['maniphest.edit:status', 'Change the status of tasks (close and reopen)', 'write'],
    ['maniphest.edit:comment', 'Comment on tasks', 'write'],
    ['maniphest.search', 'Read the tasks that you can see', 'read'],
    ['maniphest.edit:custom.acme:level', 'Change the field “acme:level” of tasks', 'write'],
    ['diffusion.commit.search', 'Read commits', 'read'],
    ['paste.edit', 'Create pastes and change them in every way that you can', 'write'],
    ['acme.deploy', 'Call acme.deploy, which may change things', 'write'],
    ['acme.query', 'Call acme.query, which only reads', 'read'],
  ])('%s: %s', (scope, sentence, risk) => {
    expect(describeScope(scope as Scope)).toEqual({ sentence, risk })
  })

  it.each(['maniphest.edit', 'project.edit'])('in words of its own for every aspect of %s', (method) => {
    const sentences = aspectsOf(method).map(
      (aspect) => describeScope(`${method}:${aspect}` as Scope).sentence,
    )
    expect(new Set(sentences).size).toBe(sentences.length)
    expect(sentences.filter((sentence) => /[:().…]/.test(sentence))).toEqual([
      ...(method === 'maniphest.edit' ? ['Change the status of tasks (close and reopen)'] : []),
    ])
  })
})

describe('a method writes', () => {
  it.each([
    'maniphest.edit',
    'maniphest.createtask',
    'auth.logout',
    'harbormaster.queryautotargets',
    'no.idea',
  ])('when its name does not say that it reads: %s', (method) => expect(writes(method)).toBe(true))

  it.each([
    'maniphest.search',
    'user.whoami',
    'phid.lookup',
    'conduit.query',
    'diffusion.rawdiffquery',
    'differential.getdiff',
  ])('and %s only reads', (method) => expect(writes(method)).toBe(false))
})
