import { covers, type Scope } from '../access/scope.ts'
import { isEverywhere } from '../addresses/ranges.ts'
import type { Application } from './application.ts'

/** One thing in which two versions of an application differ. */
export interface FieldDifference {
  readonly label: string
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

export interface ScopeDifference {
  readonly scope: Scope
  /** `kept`: the version before may do it already. */
  readonly mark: 'added' | 'removed' | 'kept'
}

type Compared = Omit<Application, 'id' | 'phid' | 'clientId' | 'changeToken' | 'createdAt' | 'updatedAt'>

/** In what a version differs from the one before, apart from what it may do. Pure. */
export function fieldDifferences(before: Compared, after: Compared): FieldDifference[] {
  return fields.flatMap(({ label, read }) => {
    const [old, now] = [read(before), read(after)]
    const removed = old.filter((text) => !now.includes(text))
    const added = now.filter((text) => !old.includes(text))
    return removed.length + added.length > 0 ? [{ label, removed, added }] : []
  })
}

/** What it asks for, beside what the version before may do. Pure. */
export function scopeDifferences(before: ReadonlySet<Scope>, wanted: readonly Scope[]): ScopeDifference[] {
  const after = new Set(wanted)
  const asked = wanted.map((scope) => ({ scope, mark: covers(before, scope) ? 'kept' : 'added' }) as const)
  const dropped = [...before].filter((scope) => !covers(after, scope))
  return [...asked, ...dropped.map((scope) => ({ scope, mark: 'removed' }) as const)]
}

const fields: readonly { label: string; read(application: Compared): readonly string[] }[] = [
  { label: 'Description', read: ({ description }) => (description ? [description] : []) },
  { label: 'Kind', read: ({ kind }) => [kind] },
  { label: 'For whom', read: ({ ownerOnly }) => [ownerOnly ? 'its owner alone' : 'everybody'] },
  { label: 'Redirect addresses', read: ({ redirectUris }) => redirectUris },
  { label: 'Compared', read: ({ callbackIsPrefix }) => [callbackIsPrefix ? 'as prefixes' : 'exactly'] },
  { label: 'Grant types', read: ({ grantTypes }) => grantTypes },
  {
    label: 'May come from',
    read: ({ addressRanges: ranges }) => (isEverywhere(ranges) ? ['everywhere'] : ranges),
  },
  { label: 'Origins', read: ({ origins }) => origins },
  { label: 'Contact', read: ({ contact }) => (contact ? [contact] : []) },
]
