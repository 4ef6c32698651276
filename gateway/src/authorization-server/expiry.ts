import type { Gateway } from '../gateway.ts'

const HOUR = 3_600_000

/** Removes what has expired, now and every hour. @returns a function that stops it. */
export function removeExpired(gateway: Gateway): () => void {
  const remove = () =>
    removeExpiredOnce(gateway).catch((error) => gateway.log.error({ err: error }, 'could not tidy up'))
  void remove()
  const timer = setInterval(remove, HOUR)
  timer.unref()
  return () => clearInterval(timer)
}

export async function removeExpiredOnce({ database, now }: Gateway): Promise<void> {
  for (const table of ['oidc_records', 'access_tokens'] as const) {
    await database.deleteFrom(table).where('expires_at', '<=', now()).execute()
  }
}
