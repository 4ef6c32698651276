import type { Gateway } from '../gateway.ts'
import { type Quotas, quotasOf } from './quotas.ts'
import { type DailyUsage, dayOf, usageOn } from './usage.ts'

/** From this share on people are warned: there is time to ask for more. */
const WARN = 0.8

/** One limit of an application, and how much of it was used today (UTC). */
export interface QuotaUse {
  readonly per: 'minute' | 'day'
  readonly quota: number
  /** Calls today; of a minute: in the busiest one. */
  readonly used: number
  readonly isNear: boolean
}

export interface UseOfQuotas {
  readonly quotas: Quotas
  readonly today: DailyUsage
  /** Those there are. */
  readonly uses: readonly QuotaUse[]
}

/** How near an application is to its limits. What was counted is a second old at most. */
export async function useOfQuotas(
  { config, database, now }: Pick<Gateway, 'config' | 'database' | 'now'>,
  clientId: string,
): Promise<UseOfQuotas> {
  const quotas = await quotasOf(database, clientId)
  const nothing = { clientId, calls: 0, busiestMinute: 0, refused: 0 }
  const today = (await usageOn(database, dayOf(now()), clientId)).get(clientId) ?? nothing
  const perMinute = quotas.perMinute ?? config.rateLimitApplication
  const uses = [
    ...(perMinute > 0 ? [useOf('minute', perMinute, today.busiestMinute)] : []),
    ...(quotas.perDay === undefined ? [] : [useOf('day', quotas.perDay, today.calls)]),
  ]
  return { quotas, today, uses }
}

function useOf(per: QuotaUse['per'], quota: number, used: number): QuotaUse {
  return { per, quota, used, isNear: used >= quota * WARN }
}
