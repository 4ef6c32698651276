import { readAttachments } from '../../../conduit/method/attachments.ts'
import { readConstraints, shownQueryKey } from '../../../conduit/method/constraints.ts'
import { readOrder } from '../../../conduit/method/order.ts'
import { searchParams } from '../../../conduit/method/params.ts'
import { notFound } from '../../../conduit/method/refusal.ts'
import {
  type Dictionary,
  readBoolean,
  readFilledIntegers,
  readFilledStrings,
  readString,
} from '../../../conduit/method/values.ts'
import { resolvePeople } from '../maniphest/search/people.ts'
import type { Context, Method, MethodCall } from '../method.ts'
import { admittingPolicies } from '../policies.ts'
import { Conditions } from '../search/conditions.ts'
import type { SqlOrders } from '../search/order.ts'
import { readPage } from '../search/page.ts'
import { type ProjectRow, projectById, projectColors, projectIcons } from './project.ts'

const savedQueries = {
  all: {},
  active: { status: 'active' },
  joined: { members: ['viewer()'], status: 'active' },
}

const orders: SqlOrders = {
  columns: {
    id: { sql: 't.id', descending: true, unique: true },
    name: { sql: 't.name COLLATE NOCASE', descending: false },
  },
  builtin: { name: ['name', 'id'], newest: ['id'], oldest: ['-id'], relevance: ['name', 'id'] },
  standard: 'name',
}

const HAS_MEMBER = `EXISTS (SELECT 1 FROM project_members m WHERE m.project_phid = t.phid
  AND m.user_phid IN (SELECT value FROM json_each(?)))`
const HAS_SLUG = `t.phid IN (SELECT s.project_phid FROM project_slugs s
  WHERE s.slug IN (SELECT value FROM json_each(?)))`

interface Constraint {
  readonly context: Context
  readonly call: MethodCall
  readonly name: string
  readonly value: unknown
  readonly conditions: Conditions
}

/** There are neither milestones nor subprojects here: every project is a root. */
const builders: Readonly<Record<string, (constraint: Constraint) => void>> = {
  ids: ({ name, value, call, conditions }) =>
    conditions.anyOf('t.id', readFilledIntegers(name, value, call.typed)),
  phids: ({ name, value, conditions }) => conditions.anyOf('t.phid', readFilledStrings(name, value)),
  slugs: ({ name, value, conditions }) =>
    conditions.add(HAS_SLUG, JSON.stringify(readFilledStrings(name, value))),
  name: ({ name, value, conditions }) => addWords(conditions, readString(name, value)),
  query: ({ name, value, conditions }) => addWords(conditions, readString(name, value)),
  members: ({ context, call, name, value, conditions }) =>
    conditions.add(HAS_MEMBER, JSON.stringify(resolvePeople(context, call, readFilledStrings(name, value)))),
  watchers: ({ conditions }) => conditions.nothing(),
  parents: ({ conditions }) => conditions.nothing(),
  ancestors: ({ conditions }) => conditions.nothing(),
  status: ({ name, value, conditions }) => {
    const status = readString(name, value)
    if (status === 'active' || status === 'archived') conditions.add('t.status = ?', status)
  },
  isMilestone: ({ name, value, call, conditions }) => {
    if (readBoolean(name, value, call.typed)) conditions.nothing()
  },
  isRoot: ({ name, value, call, conditions }) => {
    if (!readBoolean(name, value, call.typed)) conditions.nothing()
  },
  icons: ({ name, value, conditions }) => conditions.anyOf('t.icon', readFilledStrings(name, value)),
  colors: ({ name, value, conditions }) => conditions.anyOf('t.color', readFilledStrings(name, value)),
}

export const projectSearch: Method = {
  name: 'project.search',
  description: {
    description: 'Finds projects by constraints, in an order, page by page.',
    params: searchParams,
    return: 'map<string, wild>',
  },
  answer: (context, call) => search(context, call),
}

function search(context: Context, call: MethodCall) {
  const { params, typed, viewer } = call
  const constraints = readConstraints(params, savedQueries, Object.keys(builders))
  const wanted = readAttachments(params.attachments, ['members', 'watchers', 'ancestors'])
  const order = readOrder(orders, params.order)
  const conditions = new Conditions()
  for (const [name, value] of Object.entries(constraints)) {
    builders[name]?.({ context, call, name, value, conditions })
  }
  conditions.add(
    't.view_policy IN (SELECT value FROM json_each(?))',
    JSON.stringify(admittingPolicies(context, viewer)),
  )
  const requireCursor = (id: number) => {
    if (!projectById(context, id)) throw notFound(`The cursor "${id}" names no project.`)
  }
  const query = { from: 'projects t', conditions, order, params, typed, requireCursor }
  const { rows, cursor } = readPage<ProjectRow>(context.store, query)
  const members = wanted.has('members') ? loadMembers(context, rows) : new Map<string, { phid: string }[]>()
  const attachments = ({ phid }: ProjectRow) => ({
    ...(wanted.has('members') && { members: { members: members.get(phid) ?? [] } }),
    ...(wanted.has('watchers') && { watchers: { watchers: [] } }),
    ...(wanted.has('ancestors') && { ancestors: { ancestors: [] } }),
  })
  return {
    data: rows.map((row) => ({ ...describe(row), attachments: attachments(row) })),
    maps: 'slugs' in constraints ? { slugMap: slugMap(context, rows, constraints) } : {},
    query: { queryKey: shownQueryKey(params) },
    cursor,
  }
}

/** Each word has to begin one of the words of the name. */
function addWords(conditions: Conditions, text: string): void {
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const pattern = `% ${word.replace(/[\\%_]/g, '\\$&')}%`
    conditions.add(`' ' || t.name LIKE ? ESCAPE '\\'`, pattern)
  }
}

function loadMembers({ store }: Context, rows: readonly ProjectRow[]) {
  const members = store.all<{ project: string; phid: string }>(
    `SELECT m.project_phid AS project, m.user_phid AS phid FROM project_members m JOIN users u ON u.phid = m.user_phid
     WHERE m.project_phid IN (SELECT value FROM json_each(?)) ORDER BY u.id DESC`,
    JSON.stringify(rows.map(({ phid }) => phid)),
  )
  const byProject = Map.groupBy(members, ({ project }) => project)
  return new Map([...byProject].map(([project, list]) => [project, list.map(({ phid }) => ({ phid }))]))
}

function slugMap({ store }: Context, rows: readonly ProjectRow[], { slugs }: Dictionary) {
  const found = store.all<{ slug: string; projectPHID: string }>(
    `SELECT slug, project_phid AS projectPHID FROM project_slugs
     WHERE slug IN (SELECT value FROM json_each(?)) AND project_phid IN (SELECT value FROM json_each(?))`,
    JSON.stringify(readFilledStrings('slugs', slugs)),
    JSON.stringify(rows.map(({ phid }) => phid)),
  )
  return Object.fromEntries(found.map((entry) => [entry.slug, entry]))
}

function describe(project: ProjectRow) {
  const [iconName, icon] = projectIcons[project.icon] ?? [project.icon, 'fa-briefcase']
  return {
    id: project.id,
    type: 'PROJ',
    phid: project.phid,
    fields: {
      name: project.name,
      slug: project.slug,
      subtype: 'default',
      milestone: null,
      depth: 0,
      parent: null,
      icon: { key: project.icon, name: iconName, icon },
      color: { key: project.color, name: projectColors[project.color] ?? project.color },
      status: project.status,
      spacePHID: null,
      dateCreated: project.created_at,
      dateModified: project.updated_at,
      policy: { view: project.view_policy, edit: project.edit_policy, join: project.join_policy },
      description: project.description === '' ? null : project.description,
    },
  }
}
