import type { SqlOrders } from '../../search/order.ts'
import { edgeType } from '../edges.ts'
import { titleRank } from './fulltext.ts'

const OWNER_NAME = `COALESCE((SELECT u.user_name FROM users u WHERE u.phid = t.owner_phid), '')`
const PROJECT_NAME = `COALESCE((SELECT MIN(p.name) FROM task_edges e JOIN projects p ON p.phid = e.phid
  WHERE e.task_id = t.id AND e.type = ${edgeType.project}), '')`

/** What tasks can be ordered by. Each order that is built in has an index. */
export function taskOrders(query: unknown): SqlOrders {
  const rank = typeof query === 'string' ? titleRank(query) : undefined
  return {
    columns: {
      id: { sql: 't.id', descending: true, unique: true },
      // Without words to search for all tasks rank the same. (A number would stand for a column of the result.)
      rank: { ...(rank ?? { sql: `''` }), descending: true },
      'fulltext-created': { sql: 't.created_at', descending: true },
      'fulltext-modified': { sql: 't.updated_at', descending: true },
      priority: { sql: 't.priority', descending: true },
      owner: { sql: OWNER_NAME, descending: false },
      status: { sql: 't.status', descending: false },
      project: { sql: PROJECT_NAME, descending: false },
      title: { sql: 't.title COLLATE NOCASE', descending: false },
      updated: { sql: 't.updated_at', descending: true },
      closed: { sql: 't.closed_order', descending: true },
    },
    builtin: {
      priority: ['priority', 'id'],
      'order-priority': ['priority', 'id'],
      updated: ['updated', 'id'],
      'order-modified': ['updated', 'id'],
      outdated: ['-updated', '-id'],
      newest: ['id'],
      created: ['id'],
      'order-created': ['id'],
      oldest: ['-id'],
      closed: ['closed', 'id'],
      title: ['title', 'id'],
      'order-title': ['title', 'id'],
      relevance: rank ? ['rank', 'id'] : ['id'],
    },
    standard: 'priority',
  }
}
