import { isPhid } from './is-phid.ts'
import { kindOf } from './rules.ts'

/** A result that is not what the method answers. */
export interface Unreadable {
  /** Where: `data`, `object.phid`. Never what. */
  readonly unexpectedIn: readonly string[]
}

/** A result as the types have it. */
export interface Readable {
  readonly result: unknown
}

type Fields = Record<string, unknown>

/**
 * Reads a result as far as all methods of its kind are alike: enough to tell an answer from something else. What PHP made
 * of empty maps (`[]`) and of lists with a gap (a map from position to item) is undone.
 *
 * To have every field of every answer checked, see `validation.ts`.
 */
export function readResult(method: string, result: unknown): Readable | Unreadable {
  switch (kindOf(method)) {
    case 'found':
      return readPage(method, result, faultOfObject)
    case 'page':
      return readPage(method, result)
    case 'edit':
      return readEdit(result)
    case 'list':
      return readList(method, result)
    case 'record':
      return readRecord(method, result)
    case 'text':
      return typeof result === 'string' ? { result } : unexpectedIn('')
    case 'flag':
      return typeof result === 'boolean' ? { result } : unexpectedIn('')
    case 'any':
      return { result }
  }
}

function readPage(
  method: string,
  result: unknown,
  faultOf?: (item: unknown) => string | undefined,
): Readable | Unreadable {
  if (!isFields(result)) return unexpectedIn('')
  const { data, cursor, maps } = result
  if (!Array.isArray(data)) return unexpectedIn('data')
  if (!isFields(cursor)) return unexpectedIn('cursor')
  for (const [index, item] of data.entries()) {
    const fault = faultOf?.(item)
    if (fault) return unexpectedIn(`data.${index}.${fault}`)
  }
  const { after, before, limit } = cursor
  if (!isPosition(after) || !isPosition(before)) return unexpectedIn('cursor.after')
  // Phorge repeats the limit as it was sent.
  const read = { ...cursor, limit: Number(limit), after: textOrNull(after), before: textOrNull(before) }
  undoPhp(data, `fields{} attachments{} ${ODDITIES[method] ?? ''}`)
  return { result: { ...result, cursor: read, ...(maps !== undefined && { maps: withoutEmptyList(maps) }) } }
}

function faultOfObject(item: unknown): string | undefined {
  if (!isFields(item) || typeof item.id !== 'number') return 'id'
  return isPhid(item.phid) ? undefined : 'phid'
}

function isPosition(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number'
}

function textOrNull(position: string | number | null): string | null {
  return position === null ? null : String(position)
}

function readEdit(result: unknown): Readable | Unreadable {
  if (!isFields(result)) return unexpectedIn('')
  const { object, transactions } = result
  if (!isFields(object) || typeof object.id !== 'number') return unexpectedIn('object.id')
  if (!isPhid(object.phid)) return unexpectedIn('object.phid')
  return Array.isArray(transactions) ? { result } : unexpectedIn('transactions')
}

function readList(method: string, result: unknown): Readable | Unreadable {
  const list = withoutGaps(result)
  if (!Array.isArray(list)) return unexpectedIn('')
  undoPhp(list, ODDITIES[method])
  return { result: list }
}

function readRecord(method: string, result: unknown): Readable | Unreadable {
  const record = withoutEmptyList(result)
  if (!isFields(record)) return unexpectedIn('')
  undoPhp([record], ODDITIES[method])
  return { result: record }
}

function unexpectedIn(place: string): Unreadable {
  return { unexpectedIn: [place] }
}

/** Where in an item (of a page, of a list) or in a record PHP's `{}` and `[]` are mistaken; `*` stands for every name. */
const ODDITIES: Readonly<Record<string, string>> = {
  'conduit.query': '*.params{}',
  // The closed ones begin with number 1.
  'maniphest.querystatuses': 'openStatuses[] closedStatuses[]',
  'maniphest.search':
    'attachments.columns.boards{} attachments.dependsOn.taskPHIDs[] attachments.dependedOnBy.taskPHIDs[]',
  'project.search':
    'attachments.members.members[] attachments.watchers.watchers[] attachments.slugs.slugs[] attachments.ancestors.ancestors[]',
  'transaction.search': 'comments[] comments.*.content{} fields.operations[]',
  'user.query': 'roles[]',
  'user.search': 'fields.roles[]',
  'user.whoami': 'roles[]',
}

function undoPhp(items: readonly unknown[], places = ''): void {
  for (const place of places.split(' ').filter(Boolean)) {
    const path = place.slice(0, -2).split('.')
    for (const item of items) undoAt(item, path, place.endsWith('{}'))
  }
}

function undoAt(item: unknown, [name = '', ...rest]: readonly string[], isMap: boolean): void {
  if (typeof item !== 'object' || item === null) return
  const fields = item as Fields
  for (const key of name === '*' ? Object.keys(fields) : [name]) {
    if (rest.length > 0) undoAt(fields[key], rest, isMap)
    else if (key in fields) fields[key] = isMap ? withoutEmptyList(fields[key]) : withoutGaps(fields[key])
  }
}

function withoutEmptyList(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? {} : value
}

function withoutGaps(value: unknown): unknown {
  return isFields(value) ? Object.values(value) : value
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
