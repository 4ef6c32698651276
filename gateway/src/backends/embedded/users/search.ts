import { readAttachments } from '../../../conduit/method/attachments.ts'
import { readConstraints, shownQueryKey } from '../../../conduit/method/constraints.ts'
import { readOrder } from '../../../conduit/method/order.ts'
import { searchParams } from '../../../conduit/method/params.ts'
import { notFound } from '../../../conduit/method/refusal.ts'
import {
  readBoolean,
  readEpoch,
  readFilledIntegers,
  readFilledStrings,
  readString,
} from '../../../conduit/method/values.ts'
import type { UserRow } from '../accounts/accounts.ts'
import type { Context, Method, MethodCall } from '../method.ts'
import { Conditions } from '../search/conditions.ts'
import type { SqlOrders } from '../search/order.ts'
import { readPage } from '../search/page.ts'
import { rolesOf } from './user.ts'

const savedQueries = { all: {}, active: { isDisabled: false }, admin: { isAdmin: true } }

const orders: SqlOrders = {
  columns: {
    id: { sql: 't.id', descending: true, unique: true },
    username: { sql: 't.user_name', descending: false },
  },
  builtin: { newest: ['id'], oldest: ['-id'], relevance: ['id'] },
  standard: 'newest',
}

interface Constraint {
  readonly name: string
  readonly value: unknown
  readonly typed: boolean
  readonly conditions: Conditions
}

const builders: Readonly<Record<string, (constraint: Constraint) => void>> = {
  ids: ({ name, value, typed, conditions }) =>
    conditions.anyOf('t.id', readFilledIntegers(name, value, typed)),
  phids: ({ name, value, conditions }) => conditions.anyOf('t.phid', readFilledStrings(name, value)),
  usernames: ({ name, value, conditions }) =>
    conditions.add(
      `t.user_name IN (SELECT value COLLATE NOCASE FROM json_each(?))`,
      JSON.stringify(readFilledStrings(name, value)),
    ),
  nameLike: ({ name, value, conditions }) => {
    const pattern = escaped(readString(name, value))
    conditions.add(
      `(t.user_name LIKE ? ESCAPE '\\' OR ' ' || t.real_name LIKE ? ESCAPE '\\')`,
      `${pattern}%`,
      `% ${pattern}%`,
    )
  },
  query: ({ name, value, conditions }) => {
    for (const word of readString(name, value).split(/\s+/).filter(Boolean)) {
      conditions.add(
        `' ' || t.user_name || ' ' || t.real_name || ' ' LIKE ? ESCAPE '\\'`,
        `% ${escaped(word)} %`,
      )
    }
  },
  isAdmin: flag('t.is_administrator'),
  isBot: flag('t.is_bot'),
  isMailingList: flag('t.is_mailing_list'),
  isDisabled: flag('t.is_disabled'),
  needsApproval: ({ name, value, typed, conditions }) => {
    if (readBoolean(name, value, typed)) conditions.nothing()
  },
  createdStart: ({ name, value, typed, conditions }) =>
    conditions.add('t.created_at >= ?', readEpoch(name, value, typed)),
  createdEnd: ({ name, value, typed, conditions }) =>
    conditions.add('t.created_at <= ?', readEpoch(name, value, typed)),
}

export const userSearch: Method = {
  name: 'user.search',
  description: {
    description: 'Finds accounts by constraints, in an order, page by page.',
    params: searchParams,
    return: 'map<string, wild>',
  },
  answer: (context, call) => search(context, call),
}

function search({ store }: Context, { params, typed }: MethodCall) {
  const constraints = readConstraints(params, savedQueries, Object.keys(builders))
  const wanted = readAttachments(params.attachments, ['availability'])
  const order = readOrder(orders, params.order)
  const conditions = new Conditions()
  for (const [name, value] of Object.entries(constraints))
    builders[name]?.({ name, value, typed, conditions })
  const requireCursor = (id: number) => {
    if (store.get('SELECT 1 FROM users WHERE id = ?', id)) return
    throw notFound(`The cursor "${id}" names no user.`)
  }
  const query = { from: 'users t', conditions, order, params, typed, requireCursor }
  const { rows, cursor } = readPage<UserRow>(store, query)
  const attachments = wanted.has('availability') ? { availability } : {}
  return {
    data: rows.map((row) => ({ ...describe(row), attachments })),
    maps: {},
    query: { queryKey: shownQueryKey(params) },
    cursor,
  }
}

/** There are no calendars here, so everybody is there. */
const availability = { value: 'available', until: null, name: 'Available', color: 'green', eventPHID: null }

function describe(row: UserRow) {
  return {
    id: row.id,
    type: 'USER',
    phid: row.phid,
    fields: {
      username: row.user_name,
      realName: row.real_name,
      roles: rolesOf(row, 'bot'),
      dateCreated: row.created_at,
      dateModified: row.updated_at,
      policy: { view: 'public', edit: row.is_bot || row.is_mailing_list ? 'admin' : 'no-one' },
    },
  }
}

function flag(column: string) {
  return ({ name, value, typed, conditions }: Constraint) =>
    conditions.add(`${column} = ?`, Number(readBoolean(name, value, typed)))
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
