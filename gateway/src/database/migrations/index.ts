import type { Migration } from 'kysely'
import { foundation } from './2026-11-23-foundation.ts'

/** In the order in which they run. A migration that has been released is never changed. */
export const migrations: Record<string, Migration> = {
  '2026-11-23-foundation': foundation,
}
