import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.ts'
import type { CatalogueOptions, Remembered } from './catalogue.ts'

const NAME = 'phorge_methods'

/** Keeps what is known of the methods among the server's own settings. */
export function rememberedMethods(database: Kysely<Database>): Pick<CatalogueOptions, 'load' | 'save'> {
  return {
    async load() {
      const row = await database
        .selectFrom('settings')
        .select('value')
        .where('name', '=', NAME)
        .executeTakeFirst()
      return row && (JSON.parse(row.value) as Remembered)
    },
    async save(remembered, inside = database) {
      const value = JSON.stringify(remembered)
      await inside
        .insertInto('settings')
        .values({ name: NAME, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute()
    },
  }
}
