import { invalid } from '../../../../conduit/method/refusal.ts'
import {
  readBoolean,
  readEpoch,
  readFilledIntegers,
  readFilledStrings,
  readString,
} from '../../../../conduit/method/values.ts'
import type { Context, MethodCall } from '../../method.ts'
import type { Conditions } from '../../search/conditions.ts'
import { isFrequent } from '../../search/frequency.ts'
import { edgeType } from '../edges.ts'
import { closedStatuses, openStatuses } from '../statuses.ts'
import { addEdgeTo } from './edges.ts'
import { constrainText } from './fulltext.ts'
import { resolvePeople } from './people.ts'
import { constrainProjects } from './projects.ts'

interface Constraint {
  readonly context: Context
  readonly call: MethodCall
  readonly name: string
  readonly value: unknown
  readonly conditions: Conditions
}

const OPEN = `status IN (${openStatuses.map((status) => `'${status}'`).join(', ')})`

const builders: Readonly<Record<string, (constraint: Constraint) => void>> = {
  ids: integers('t.id'),
  phids: strings('t.phid'),
  assigned,
  authorPHIDs: people('t.author_phid'),
  statuses,
  priorities: integers('t.priority'),
  subtypes: strings('t.subtype'),
  columnPHIDs: ({ name, value, conditions }) =>
    conditions.add(
      't.id IN (SELECT task_id FROM task_columns WHERE column_phid IN (SELECT value FROM json_each(?)))',
      JSON.stringify(readFilledStrings(name, value)),
    ),
  hasParents: hasOpen('parent'),
  hasSubtasks: hasOpen('subtask'),
  parentIDs: related('parent'),
  subtaskIDs: related('subtask'),
  createdStart: since('t.created_at'),
  createdEnd: until('t.created_at'),
  modifiedStart: since('t.updated_at'),
  modifiedEnd: until('t.updated_at'),
  closedStart: since('t.closed_at'),
  closedEnd: until('t.closed_at'),
  closerPHIDs: people('t.closer_phid'),
  query: ({ name, value, conditions }) => constrainText(conditions, readString(name, value)),
  subscribers: ({ context, call, name, value, conditions }) =>
    addEdgeTo(
      context,
      conditions,
      'subscriber',
      resolvePeople(context, call, readFilledStrings(name, value)),
    ),
  projects: ({ context, call, name, value, conditions }) =>
    constrainProjects(context, call, conditions, readFilledStrings(name, value)),
}

export const constraintNames = Object.keys(builders)

/** Adds what `constraints` demand to the `WHERE` of a search for tasks `t`. */
export function constrainTasks(
  context: Context,
  call: MethodCall,
  conditions: Conditions,
  constraints: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(constraints)) {
    builders[name]?.({ context, call, name, value, conditions })
  }
}

function integers(column: string) {
  return ({ name, value, call, conditions }: Constraint) =>
    conditions.anyOf(column, readFilledIntegers(name, value, call.typed))
}

function strings(column: string) {
  return ({ name, value, conditions }: Constraint) => conditions.anyOf(column, readFilledStrings(name, value))
}

function people(column: string) {
  return ({ context, call, name, value, conditions }: Constraint) =>
    conditions.anyOf(column, resolvePeople(context, call, readFilledStrings(name, value)))
}

/** `assigned`: people, `none()` for tasks without an owner, `anyone()` for those with one. */
function assigned({ context, call, name, value, conditions }: Constraint): void {
  const written = readFilledStrings(name, value)
  if (written.includes('any()')) throw invalid('"assigned" knows no any(); anyone() means every owner.')
  if (written.includes('anyone()')) {
    conditions.add('t.owner_phid IS NOT NULL')
    return
  }
  const owners = resolvePeople(
    context,
    call,
    written.filter((text) => text !== 'none()'),
  )
  const orNobody = '(t.owner_phid IS NULL OR t.owner_phid IN (SELECT value FROM json_each(?)))'
  if (written.includes('none()')) conditions.add(orNobody, JSON.stringify(owners))
  else conditions.anyOf('t.owner_phid', owners)
}

function statuses({ context, name, value, conditions }: Constraint): void {
  const wanted = readFilledStrings(name, value).flatMap((status) => {
    if (status === 'open()') return openStatuses
    return status === 'closed()' ? closedStatuses : [status]
  })
  const list = JSON.stringify(wanted)
  const many =
    wanted.length > 1 && isFrequent(context, 'tasks WHERE status IN (SELECT value FROM json_each(?))', list)
  // The plus keeps SQLite from the index on status, which would have it sort all that it finds.
  conditions.anyOf(many ? '+t.status' : 't.status', wanted)
}

/** `hasParents` and `hasSubtasks` speak of open ones only. */
function hasOpen(relation: 'parent' | 'subtask') {
  const sql = `EXISTS (SELECT 1 FROM task_edges r JOIN tasks o ON o.phid = r.phid
    WHERE r.task_id = t.id AND r.type = ${edgeType[relation]} AND o.${OPEN})`
  return ({ name, value, call, conditions }: Constraint) =>
    conditions.add(readBoolean(name, value, call.typed) ? sql : `NOT ${sql}`)
}

function related(relation: 'parent' | 'subtask') {
  return ({ name, value, call, conditions }: Constraint) =>
    conditions.add(
      `t.id IN (SELECT r.task_id FROM tasks o JOIN task_edges r ON r.phid = o.phid AND r.type = ${edgeType[relation]}
        WHERE o.id IN (SELECT value FROM json_each(?)))`,
      JSON.stringify(readFilledIntegers(name, value, call.typed)),
    )
}

function since(column: string) {
  return ({ name, value, call, conditions }: Constraint) =>
    conditions.add(`${column} >= ?`, readEpoch(name, value, call.typed))
}

function until(column: string) {
  return ({ name, value, call, conditions }: Constraint) =>
    conditions.add(`${column} <= ?`, readEpoch(name, value, call.typed))
}
