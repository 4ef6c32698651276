import { readAttachments } from '../../../conduit/method/attachments.ts'
import { readConstraints, shownQueryKey } from '../../../conduit/method/constraints.ts'
import { readOrder } from '../../../conduit/method/order.ts'
import { searchParams } from '../../../conduit/method/params.ts'
import { notFound } from '../../../conduit/method/refusal.ts'
import { readFilledIntegers, readFilledStrings } from '../../../conduit/method/values.ts'
import type { Context, Method, MethodCall } from '../method.ts'
import { admittingPolicies } from '../policies.ts'
import { Conditions } from '../search/conditions.ts'
import type { SqlOrders } from '../search/order.ts'
import { readPage } from '../search/page.ts'

interface ColumnRow {
  readonly id: number
  readonly phid: string
  readonly project_phid: string
  readonly name: string
  readonly sequence: number
  readonly created_at: number
  readonly updated_at: number
}

interface BoardRow {
  readonly id: number
  readonly phid: string
  readonly name: string
  readonly view_policy: string
  readonly edit_policy: string
}

const constraintNames = ['ids', 'phids', 'projects']
const orders: SqlOrders = {
  columns: { id: { sql: 't.id', descending: true, unique: true } },
  builtin: { newest: ['id'], oldest: ['-id'] },
  standard: 'newest',
}

export const projectColumnSearch: Method = {
  name: 'project.column.search',
  description: {
    description: 'Finds the columns of workboards by constraints, page by page.',
    params: searchParams,
    return: 'map<string, wild>',
  },
  answer: (context, call) => search(context, call),
}

function search(context: Context, { params, typed, viewer }: MethodCall) {
  const { ids, phids, projects } = readConstraints(params, { all: {} }, constraintNames)
  readAttachments(params.attachments, [])
  const conditions = new Conditions()
  if (ids !== undefined) conditions.anyOf('t.id', readFilledIntegers('ids', ids, typed))
  if (phids !== undefined) conditions.anyOf('t.phid', readFilledStrings('phids', phids))
  if (projects !== undefined) conditions.anyOf('t.project_phid', readFilledStrings('projects', projects))
  conditions.add(
    `EXISTS (SELECT 1 FROM projects p WHERE p.phid = t.project_phid
      AND p.view_policy IN (SELECT value FROM json_each(?)))`,
    JSON.stringify(admittingPolicies(context, viewer)),
  )
  const requireCursor = (id: number) => {
    if (context.store.get('SELECT 1 FROM columns WHERE id = ?', id)) return
    throw notFound(`The cursor "${id}" names no column.`)
  }
  const order = readOrder(orders, params.order)
  const query = { from: 'columns t', conditions, order, params, typed, requireCursor }
  const { rows, cursor } = readPage<ColumnRow>(context.store, query)
  const boards = loadBoards(context, rows)
  return {
    data: rows.map((row) => describe(row, boards.get(row.project_phid))),
    maps: {},
    query: { queryKey: shownQueryKey(params) },
    cursor,
  }
}

function loadBoards({ store }: Context, rows: readonly ColumnRow[]): ReadonlyMap<string, BoardRow> {
  const boards = store.all<BoardRow>(
    `SELECT id, phid, name, view_policy, edit_policy FROM projects
     WHERE phid IN (SELECT value FROM json_each(?))`,
    JSON.stringify(rows.map(({ project_phid }) => project_phid)),
  )
  return new Map(boards.map((board) => [board.phid, board]))
}

function describe(row: ColumnRow, board: BoardRow | undefined) {
  return {
    id: row.id,
    type: 'PCOL',
    phid: row.phid,
    fields: {
      name: row.name,
      proxyPHID: null,
      project: board ? { id: board.id, phid: board.phid, name: board.name } : null,
      isHidden: false,
      isDefaultColumn: row.sequence === 0,
      sequence: row.sequence,
      dateCreated: row.created_at,
      dateModified: row.updated_at,
      policy: { view: board?.view_policy ?? 'users', edit: board?.edit_policy ?? 'users' },
    },
    attachments: {},
  }
}
