import fc from 'fast-check'
import { denyList } from '../../../gateway/src/access/methods.ts'
import { type Scope, scopeOf } from '../../../gateway/src/access/scope.ts'

/** Few enough names that parties and calls meet often, with one of each kind among them. */
const methods = [
  'maniphest.edit',
  'maniphest.search',
  'project.edit',
  'diffusion.uri.edit',
  'phriction.edit',
  'acme.widget.edit',
  'user.whoami',
  'conduit.ping',
  'passphrase.query',
  'project.search',
]
const types = ['status', 'comment', 'title', 'create', 'bogus', 'custom.acme:level', 'projects.add']

const scope = fc
  .tuple(fc.constantFrom(...methods), fc.option(fc.constantFrom(...types), { nil: undefined }))
  .map(([method, aspect]) => scopeOf(method, aspect))

/** Each party holds anything from nothing to nearly everything, so that both answers come up often. */
const everything = [
  ...methods.map((method) => scopeOf(method)),
  ...methods.slice(0, 5).flatMap((method) => types.map((type) => scopeOf(method, type))),
]
const scopes: fc.Arbitrary<ReadonlySet<Scope>> = fc
  .oneof(
    { weight: 2, arbitrary: fc.array(scope, { maxLength: 8 }) },
    { weight: 2, arbitrary: fc.subarray(everything, { minLength: 30 }) },
    { weight: 2, arbitrary: fc.subarray(everything.filter((one) => one.startsWith('maniphest.edit'))) },
    { weight: 1, arbitrary: fc.constant([] as Scope[]) },
  )
  .map((list) => new Set(list))

const identifier = fc.constantFrom<unknown>(
  ...['T5', 'T5', 'T5', 5, '5', 'PHID-TASK-x', '00', ' '],
  ...['', 0, -0, '0', null, undefined, false],
  ...[true, [], [5], {}],
)
const type = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<unknown>('status', 'comment', 'title', 'projects.add') },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...types) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null, 7, '', ['status'], 'Status', 'a b') },
)
const transaction = fc.oneof(
  { weight: 20, arbitrary: fc.record({ type, value: fc.constantFrom('x', null) }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'status', [], {}, 3) },
)
const transactions = fc.oneof(
  { weight: 12, arbitrary: fc.array(transaction, { maxLength: 4 }) },
  { weight: 4, arbitrary: fc.dictionary(fc.constantFrom('a', '0', '7'), transaction) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null, 'status', 5, true) },
)

export const question = fc.record({
  rules: scopes,
  grant: scopes,
  token: fc.record({ scopes, expiresAt: fc.constantFrom(99, 100, 101, 1000, 1000, 1000) }),
  call: fc.record({
    method: fc.oneof(fc.constantFrom('maniphest.edit'), fc.constantFrom(...methods)),
    params: fc.record(
      { objectIdentifier: identifier, transactions, limit: fc.constant(1) },
      { requiredKeys: [] },
    ),
  }),
  deny: fc.constantFrom(denyList(), denyList(['maniphest.*']), denyList(['user.whoami', 'project.search'])),
  now: fc.constant(100),
})
