import { forgetOldSecrets } from '../applications/client-secrets.ts'
import { expireProposals } from '../applications/expire.ts'
import { forgetSecurityEvents } from '../audit/security-log.ts'
import type { Gateway } from '../gateway.ts'

const HOUR = 3_600_000

/** Removes what has expired, now and every hour. @returns a function that stops it, and waits if it is at it. */
export function removeExpired(gateway: Gateway): () => Promise<void> {
  const remove = () =>
    removeExpiredOnce(gateway).catch((error) => gateway.log.error({ err: error }, 'could not tidy up'))
  let latest = remove()
  const timer = setInterval(() => {
    latest = remove()
  }, HOUR)
  timer.unref()
  return () => {
    clearInterval(timer)
    return latest
  }
}

export async function removeExpiredOnce(gateway: Gateway): Promise<void> {
  const { config, database, now } = gateway
  await forgetSecurityEvents(database, { now: now(), days: config.securityLogDays })
  await expireProposals(gateway)
  await forgetOldSecrets(gateway)
  for (const table of ['oidc_records', 'access_tokens'] as const) {
    await database.deleteFrom(table).where('expires_at', '<=', now()).execute()
  }
}
