import type { ErrorSummary } from '../../api.ts'

/**
 * Brings a fresh first page into the list that is shown. New errors come on top. Those that are known move to their new
 * places only when nobody is at the list, so that no row slips away from under a pointer or loses the focus.
 */
export function merge(shown: readonly ErrorSummary[], fresh: readonly ErrorSummary[], busy: boolean) {
  const known = new Set(shown.map(({ id }) => id))
  const news = new Map(fresh.map((error) => [error.id, error]))
  const arrived = fresh.filter(({ id }) => !known.has(id))
  const errors = [...arrived, ...shown.map((error) => news.get(error.id) ?? error)]
  if (!busy) errors.sort((one, other) => other.lastSeen - one.lastSeen || other.id - one.id)
  return { errors, arrived: new Set(arrived.map(({ id }) => id)) }
}
