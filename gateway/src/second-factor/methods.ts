import { type RequestOrigin, recordSecurityEvent } from '../audit/security-log.ts'
import { lookup } from '../database/lookup.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'

/** Methods that applications may call only within a short time after the user has shown a second factor. */
export async function methodsWithSecondFactor({
  database,
}: Pick<Gateway, 'database'>): Promise<ReadonlySet<string>> {
  const rows = await database.selectFrom('second_factor_methods').select('method').execute()
  return new Set(rows.map(({ method }) => method))
}

export async function needsSecondFactor(
  { database }: Pick<Gateway, 'database'>,
  method: string,
): Promise<boolean> {
  return isMarked(database, method)
}

const isMarked = lookup(
  (database, method) =>
    database.selectFrom('second_factor_methods').select('method').where('method', '=', method),
  (rows) => rows.length > 0,
)

/** Who changes something, from where. */
export interface MethodAuthor extends RequestOrigin {
  readonly phid: string
}

/** Marks a method, or takes the mark away. It holds from the next call on. */
export async function setSecondFactor(
  gateway: Gateway,
  method: string,
  on: boolean,
  { phid, ...origin }: MethodAuthor,
): Promise<void> {
  const at = gateway.now()
  await inTransaction(gateway, async (inside) => {
    const isOn = await needsSecondFactor(inside, method)
    if (isOn === on) return
    const { database } = inside
    await (on
      ? database.insertInto('second_factor_methods').values({ method, set_by: phid, set_at: at }).execute()
      : database.deleteFrom('second_factor_methods').where('method', '=', method).execute())
    const detail = `${on ? '+' : '-'}${method}`
    await recordSecurityEvent(database, {
      kind: 'second-factor-methods',
      at,
      userPhid: phid,
      detail,
      ...origin,
    })
  })
}
