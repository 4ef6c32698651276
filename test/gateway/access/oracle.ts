import type { Question } from '../../../gateway/src/access/decide.ts'

/**
 * The rules of the design once more, as naively as they can be written and with nothing of the decision's own code: one
 * party at a time is asked whether it allows the whole call. Slow, and easy to check by eye.
 */
export function isAllowedBy(party: Iterable<string>, { method, params }: Question['call']): boolean {
  const held = [...party]
  if (['user.whoami', 'conduit.ping'].includes(method)) return true
  if (held.includes(method)) return true
  const hasAspects = ['maniphest.edit', 'project.edit', 'diffusion.uri.edit'].includes(method)
  if (!hasAspects) return false

  const identifier = 'objectIdentifier' in params ? params.objectIdentifier : undefined
  if (['undefined', 'null', 'false', '""', '"0"', '0'].includes(JSON.stringify(identifier) ?? 'undefined')) {
    return held.includes(`${method}:create`)
  }
  if (!/^(string|number)$/.test(typeof identifier)) return false

  const list = 'transactions' in params ? params.transactions : undefined
  if (typeof list !== 'object' || list === null) return false
  const transactions = Object.values(list) as unknown[]
  if (transactions.length === 0) return false
  return transactions.every((transaction) => {
    if (typeof transaction !== 'object' || transaction === null || Array.isArray(transaction)) return false
    const type: unknown = 'type' in transaction ? transaction.type : undefined
    return typeof type === 'string' && exists(method, type) && held.includes(`${method}:${type}`)
  })
}

/** Which of the generated transaction types there are. */
function exists(method: string, type: string): boolean {
  if (type === 'create' || !/^[\w.:]+$/.test(type)) return false
  if (type.startsWith('custom.')) return true
  const known: Record<string, string[]> = {
    'maniphest.edit': ['status', 'comment', 'title', 'projects.add'],
    'project.edit': [],
    'diffusion.uri.edit': [],
  }
  return known[method]?.includes(type) ?? false
}

/** Whether nobody at all may make the call. */
export function isDenied({ call, deny, token, now }: Question): boolean {
  return token.expiresAt <= now || call.method === 'passphrase.query' || deny.has(call.method)
}
