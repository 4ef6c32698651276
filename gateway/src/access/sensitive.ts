import type { Call } from './requirements.ts'

/** Whether a call does what the pages ask a person's second factor for: to let an application in. */
export function isSensitive({ method, params }: Call): boolean {
  if (method !== 'application.edit') return false
  const { transactions } = params
  if (typeof transactions !== 'object' || transactions === null) return false
  return Object.values(transactions).some((one) => one?.type === 'stage' && one.value === 'approved')
}
