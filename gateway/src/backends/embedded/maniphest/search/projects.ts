import type { Context, MethodCall } from '../../method.ts'
import { projectBySlug } from '../../projects/project.ts'
import type { Conditions } from '../../search/conditions.ts'
import { edgeType } from '../edges.ts'
import { addEdgeTo } from './edges.ts'

const NOT_TAGGED = `NOT EXISTS (SELECT 1 FROM task_edges p
  WHERE p.task_id = t.id AND p.type = ${edgeType.project} AND p.phid = ?)`
const UNTAGGED = `NOT EXISTS (SELECT 1 FROM task_edges p WHERE p.task_id = t.id AND p.type = ${edgeType.project})`

/**
 * `projects`: tasks must have every project named, at least one of those in `any(…)`, and none of those in `not(…)`.
 * A slug is known only outside the functions, and what names no project matches nothing.
 */
export function constrainProjects(
  context: Context,
  { viewer }: MethodCall,
  conditions: Conditions,
  written: readonly string[],
): void {
  const any: string[] = []
  for (const text of written) {
    const [, name, argument = ''] = /^([a-z]+)\((.*)\)$/.exec(text) ?? []
    if (name === undefined) requireProject(context, conditions, text)
    else if (name === 'null') conditions.add(UNTAGGED)
    else if (name === 'viewerprojects') any.push(...projectsOf(context, viewer.phid), '')
    else if (!argument.startsWith('PHID-PROJ-')) conditions.nothing()
    else if (name === 'any') any.push(argument)
    else if (name === 'not') conditions.add(NOT_TAGGED, argument)
    else conditions.nothing()
  }
  if (any.length > 0) addEdgeTo(context, conditions, 'project', any)
}

function requireProject(context: Context, conditions: Conditions, text: string): void {
  const phid = text.startsWith('PHID-') ? text : projectBySlug(context, text)?.phid
  if (phid === undefined) conditions.nothing()
  else addEdgeTo(context, conditions, 'project', [phid])
}

function projectsOf({ store }: Context, user: string): string[] {
  const rows = store.all<{ phid: string }>(
    'SELECT project_phid AS phid FROM project_members WHERE user_phid = ?',
    user,
  )
  return rows.map(({ phid }) => phid)
}
