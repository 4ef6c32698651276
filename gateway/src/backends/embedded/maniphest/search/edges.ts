import type { Context } from '../../method.ts'
import type { Conditions } from '../../search/conditions.ts'
import { isFrequent } from '../../search/frequency.ts'
import { type EdgeName, edgeType } from '../edges.ts'

/** Tasks with an edge of this type to at least one of `phids`. */
export function addEdgeTo(
  context: Context,
  conditions: Conditions,
  name: EdgeName,
  phids: readonly string[],
): void {
  const type = edgeType[name]
  const list = JSON.stringify(phids)
  const anyOfThem = 'phid IN (SELECT value FROM json_each(?))'
  const many = isFrequent(context, `task_edges WHERE type = ${type} AND ${anyOfThem}`, list)
  const exists = `EXISTS (SELECT 1 FROM task_edges e WHERE e.task_id = t.id AND e.type = ${type} AND e.${anyOfThem})`
  const isIn = `t.id IN (SELECT task_id FROM task_edges WHERE type = ${type} AND ${anyOfThem})`
  conditions.add(many ? exists : isIn, list)
}
