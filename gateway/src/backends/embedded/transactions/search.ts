import { searchParams } from '../../../conduit/method/params.ts'
import { notFound, Refusal } from '../../../conduit/method/refusal.ts'
import { isDictionary, readFilledStrings } from '../../../conduit/method/values.ts'
import { visibleTo } from '../maniphest/task.ts'
import type { Context, Method, MethodCall } from '../method.ts'
import { findObject } from '../phids/objects.ts'
import { Conditions } from '../search/conditions.ts'
import { readPage } from '../search/page.ts'

interface TransactionRow {
  readonly id: number
  readonly phid: string
  readonly object_phid: string
  readonly type: string | null
  readonly author_phid: string
  readonly group_id: string
  readonly fields: string
  readonly comment_id: number | null
  readonly created_at: number
}

interface CommentRow {
  readonly id: number
  readonly phid: string
  readonly author_phid: string
  readonly content: string
  readonly created_at: number
}

const { before, after, limit, constraints } = searchParams

export const transactionSearch: Method = {
  name: 'transaction.search',
  description: {
    description: 'Reads the timeline of an object, or of all objects of a type, newest first.',
    params: {
      objectIdentifier: 'optional phid|string',
      objectType: 'optional string',
      constraints,
      before,
      after,
      limit,
    },
    return: 'list<dict>',
  },
  answer: (context, call) => search(context, call),
}

function search(context: Context, call: MethodCall) {
  const { params, typed } = call
  const conditions = new Conditions()
  constrainObject(context, call, conditions)
  constrainTransactions(conditions, params.constraints)
  const requireCursor = (id: number) => {
    if (context.store.get('SELECT 1 FROM transactions WHERE id = ?', id)) return
    throw notFound(`The cursor "${id}" names no transaction.`)
  }
  const order = [{ sql: 't.id', descending: true, unique: true }] as const
  const query = { from: 'transactions t', conditions, order, params, typed, requireCursor }
  const { rows, cursor } = readPage<TransactionRow>(context.store, query)
  const comments = loadComments(context, rows)
  return {
    data: rows.map((row) => describe(row, comments)),
    cursor: { limit: cursor.limit, after: cursor.after, before: cursor.before },
  }
}

function constrainObject(context: Context, call: MethodCall, conditions: Conditions): void {
  const { objectIdentifier, objectType } = call.params
  if (objectIdentifier !== undefined && objectIdentifier !== null && objectIdentifier !== '') {
    if (typeof objectIdentifier !== 'string') {
      const message = '"objectIdentifier" takes text: a PHID or a monogram such as "T5".'
      throw new Refusal('ERR-INVALID-OBJECT-PHID-FORMAT', message, 'validation')
    }
    const object = findObject(context, call.viewer, objectIdentifier)
    if (!object) {
      throw new Refusal('ERR-INVALID-OBJECT-PHID', `"${objectIdentifier}" names no object.`, 'not_found')
    }
    conditions.add('t.object_phid = ?', object.phid)
    return
  }
  if (typeof objectType !== 'string' || objectType === '') {
    const message = 'Say whose timeline: with "objectIdentifier", or with "objectType".'
    throw new Refusal('ERR-INVALID-PARAMETER', message, 'validation')
  }
  const visible = visibleTo(context, call.viewer, 'o')
  const sql = `t.object_type = ? AND (t.object_type <> 'TASK' OR EXISTS (
    SELECT 1 FROM tasks o WHERE o.phid = t.object_phid AND ${visible.sql}))`
  conditions.add(sql, objectType, ...visible.values)
}

function constrainTransactions(conditions: Conditions, value: unknown): void {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') {
    const message = '"constraints" takes a map from the name of a constraint to its value.'
    throw new Refusal('ERR-INVALID-CONSTRAINTS-FORMAT', message, 'validation')
  }
  const columns: Record<string, string> = { phids: 't.phid', authorPHIDs: 't.author_phid' }
  for (const [name, list] of Object.entries(isDictionary(value) ? value : { ...value })) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (!column) {
      const message = `There is no constraint "${name}". Known constraints: phids, authorPHIDs.`
      throw new Refusal('ERR-INVALID-CONSTRAINT', message, 'validation')
    }
    conditions.anyOf(column, readFilledStrings(name, list))
  }
}

function loadComments({ store }: Context, rows: readonly TransactionRow[]): ReadonlyMap<number, CommentRow> {
  const ids = rows.flatMap(({ comment_id }) => comment_id ?? [])
  if (ids.length === 0) return new Map()
  const comments = store.all<CommentRow>(
    'SELECT * FROM comments WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  )
  return new Map(comments.map((comment) => [comment.id, comment]))
}

function describe(row: TransactionRow, comments: ReadonlyMap<number, CommentRow>) {
  const comment = comments.get(row.comment_id ?? 0)
  return {
    id: row.id,
    phid: row.phid,
    type: row.type,
    authorPHID: row.author_phid,
    objectPHID: row.object_phid,
    dateCreated: row.created_at,
    dateModified: row.created_at,
    groupID: row.group_id,
    comments: comment ? [describeComment(comment)] : [],
    fields: JSON.parse(row.fields),
  }
}

function describeComment({ id, phid, author_phid, created_at, content }: CommentRow) {
  return {
    id,
    phid,
    version: 1,
    authorPHID: author_phid,
    dateCreated: created_at,
    dateModified: created_at,
    removed: false,
    content: { raw: content },
  }
}
