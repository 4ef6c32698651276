import type { Transactions } from './applications.ts'

/** Every transaction type as a value; the compiler says when one is left out. */
type TypesOf<Transaction> = Transaction extends { readonly type: infer Type extends string }
  ? Type extends `custom.${string}`
    ? never
    : Type
  : never

const mfa = { mfa: true } as const
const policy = { view: true, edit: true } as const
const space = { space: true } as const
const comment = { comment: true } as const
const projects = { 'projects.add': true, 'projects.remove': true, 'projects.set': true } as const
const subscribers = { 'subscribers.add': true, 'subscribers.remove': true, 'subscribers.set': true } as const
const property = { 'property.set': true, 'property.delete': true } as const
const discussed = { ...projects, ...subscribers, ...policy, ...comment, ...mfa } as const

/** What each editor takes, without `custom.…`. */
const transactionTypes: {
  readonly [Name in keyof Transactions]: Readonly<Record<TypesOf<Transactions[Name]>, true>>
} = {
  'almanac.binding.edit': { service: true, interface: true, disabled: true, ...property, ...mfa },
  'almanac.device.edit': { name: true, status: true, ...property, ...policy, ...projects, ...mfa },
  'almanac.interface.edit': { device: true, network: true, address: true, port: true, ...mfa },
  'almanac.namespace.edit': { name: true, ...policy, ...projects, ...mfa },
  'almanac.network.edit': { name: true, ...policy, ...mfa },
  'almanac.service.edit': { name: true, type: true, ...property, ...policy, ...projects, ...mfa },
  'differential.revision.edit': {
    update: true,
    title: true,
    summary: true,
    testPlan: true,
    author: true,
    'reviewers.add': true,
    'reviewers.remove': true,
    'reviewers.set': true,
    repositoryPHID: true,
    'tasks.add': true,
    'tasks.remove': true,
    'tasks.set': true,
    'parents.add': true,
    'parents.remove': true,
    'parents.set': true,
    'children.add': true,
    'children.remove': true,
    'children.set': true,
    'plan-changes': true,
    'request-review': true,
    close: true,
    reopen: true,
    abandon: true,
    accept: true,
    reclaim: true,
    reject: true,
    commandeer: true,
    resign: true,
    draft: true,
    'phabricator:auditors': true,
    ...discussed,
  },
  'maniphest.edit': {
    title: true,
    description: true,
    status: true,
    priority: true,
    owner: true,
    points: true,
    parent: true,
    'parents.add': true,
    'parents.remove': true,
    'parents.set': true,
    'subtasks.add': true,
    'subtasks.remove': true,
    'subtasks.set': true,
    'commits.add': true,
    'commits.remove': true,
    'commits.set': true,
    column: true,
    subtype: true,
    ...space,
    ...discussed,
  },
  'project.edit': {
    name: true,
    description: true,
    icon: true,
    color: true,
    subtype: true,
    slugs: true,
    parent: true,
    milestone: true,
    'members.add': true,
    'members.remove': true,
    'members.set': true,
    join: true,
    ...policy,
    ...space,
    ...mfa,
  },
  'user.edit': {
    disabled: true,
    approved: true,
    realName: true,
    title: true,
    icon: true,
    blurb: true,
    ...mfa,
  },
}

/** The types that an editor of a stock Phorge takes; `undefined` for other methods. */
export function transactionTypesOf(method: string): readonly string[] | undefined {
  return Object.hasOwn(transactionTypes, method)
    ? Object.keys(transactionTypes[method as keyof typeof transactionTypes])
    : undefined
}
