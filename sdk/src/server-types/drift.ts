import { type Declared, declaredIn } from './declared.ts'

/** One difference between a server and the file with its types. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed'
  /** In words: `method`, `open status`, `custom field`. */
  readonly what: string
  readonly name: string
  /** The type in the file and on the server, of what has changed. */
  readonly from?: string
  readonly to?: string
}

/** What the members of `ServerTypes` are called. */
const WORDS: Readonly<Record<string, string>> = {
  openTaskStatus: 'open status',
  closedTaskStatus: 'closed status',
  taskPriority: 'priority',
  taskPriorityValue: 'priority value',
  taskSubtype: 'subtype',
  taskCustomFields: 'custom field',
}

/** What a server has that the file does not say, and what it does not have any more: both are files of `typesFile`. */
export function drift(file: string, server: string): Difference[] {
  const [was, is] = [declaredIn(file), declaredIn(server)]
  const [before, now] = [byKey(was.all), byKey(is.all)]
  const added = is.all.filter((declared) => !before.has(keyOf(declared)))
  // Of what this token is not told it is not known whether it has changed.
  const removed = was.all.filter((declared) => !now.has(keyOf(declared)) && is.kinds.has(declared.kind))
  return [
    ...added.map((declared) => difference('added', declared)),
    // No task of the sample has it, which says nothing of the next one.
    ...removed
      .filter(({ kind }) => kind !== 'taskSubtype')
      .map((declared) => difference('removed', declared)),
    ...is.all.flatMap((declared) => changed(before.get(keyOf(declared)), declared)),
  ].sort(inOrder)
}

/** A type that is not known on one side is no contradiction to the other. */
function changed(was: Declared | undefined, is: Declared): Difference[] {
  if (!was || essence(was.type) === essence(is.type) || was.type === 'unknown' || is.type === 'unknown')
    return []
  return [{ ...difference('changed', is), from: was.type, to: is.type }]
}

/** Without what a formatter may change: spaces, what stands at the end of a line, a `|` before the first of several. */
function essence(type: string): string {
  return type.replaceAll(/[\s;,]+/g, '').replaceAll(/(^|[:<[({])\|/g, '$1')
}

function difference(change: Difference['change'], { kind, name }: Declared): Difference {
  if (kind !== 'absentMethod') return { change, what: WORDS[kind] ?? kind, name }
  // A method of this package: the server has lost or gained it.
  return { change: change === 'added' ? 'removed' : 'added', what: 'method', name }
}

function byKey(all: readonly Declared[]): ReadonlyMap<string, Declared> {
  return new Map(all.map((declared) => [keyOf(declared), declared]))
}

function keyOf({ kind, name }: Declared): string {
  return `${kind} ${name}`
}

function inOrder(one: Difference, other: Difference): number {
  return one.what.localeCompare(other.what, 'en') || one.name.localeCompare(other.name, 'en')
}
