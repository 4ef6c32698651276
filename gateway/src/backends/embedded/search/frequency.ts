import type { Context } from '../method.ts'
import type { Value } from '../store.ts'

/** Up to so many rows are found first and sorted then; more are met soon enough by going through the order. */
const FEW = 2000

/**
 * Whether a condition that has an index of its own matches many rows of `from` (`table WHERE …`). SQLite cannot know:
 * its statistics say how often a value occurs on average, not how often this one does.
 */
export function isFrequent({ store }: Context, from: string, ...values: readonly Value[]): boolean {
  const counted = store.get<{ rows: number }>(
    `SELECT COUNT(*) AS rows FROM (SELECT 1 FROM ${from} LIMIT ${FEW + 1})`,
    ...values,
  )
  return (counted?.rows ?? 0) > FEW
}
