import type { Account } from '../backends/backend.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { queueMail } from '../mail/queue.ts'
import { paths } from '../pages/paths.ts'
import { listTokens } from './list.ts'
import type { ApiToken } from './tokens.ts'

/** Seconds before the end of a token in which its owner is told: a week. */
export const WARNING = 7 * 86_400
const HOUR = 3_600_000
const BATCH = 100
const TIMEOUT = 10_000

/** The tokens of a person that end within a week, the newest first. */
export function expiringTokens(gateway: Gateway, userPhid: string): Promise<ApiToken[]> {
  const expiresBefore = gateway.now() + WARNING
  return listTokens(gateway, { userPhids: [userPhid], states: ['active'], expiresBefore })
}

/** Tells owners by e-mail, now and every hour. @returns a function that stops it, and waits if it is at it */
export function tellOfExpiry(gateway: Gateway): () => Promise<void> {
  if (!gateway.config.smtpUrl) return async () => {}
  const tell = () =>
    tellOfExpiryOnce(gateway).catch((error) =>
      gateway.log.error({ err: error }, 'could not tell of tokens that expire'),
    )
  let latest = tell()
  const timer = setInterval(() => {
    latest = tell()
  }, HOUR)
  timer.unref()
  return () => {
    clearInterval(timer)
    return latest
  }
}

/** Each token is told of once. */
export async function tellOfExpiryOnce(gateway: Gateway): Promise<void> {
  const { database, now } = gateway
  const rows = await database
    .selectFrom('api_tokens')
    .select(['phid', 'user_phid', 'name', 'expires_at'])
    .where('revoked_at', 'is', null)
    .where('expiry_told_at', 'is', null)
    .where('expires_at', '>', now())
    .where('expires_at', '<', now() + WARNING)
    .limit(BATCH)
    .execute()
  for (const { phid, user_phid, name, expires_at } of rows) {
    const to = await emailOf(gateway, user_phid)
    await inTransaction(gateway, async (inside) => {
      await inside.database
        .updateTable('api_tokens')
        .set({ expiry_told_at: now() })
        .where('phid', '=', phid)
        .execute()
      if (to) await queueMail(inside, { to, ...letter(gateway, { phid, name, endsAt: expires_at ?? 0 }) })
    })
  }
}

function letter(
  { config }: Gateway,
  { phid, name, endsAt }: { readonly phid: string; readonly name: string; readonly endsAt: number },
) {
  const date = `${new Date(endsAt * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return {
    subject: `Your API token “${name}” expires soon`,
    body: [
      `Your API token “${name}” expires on ${date}. What calls with it stops working then.`,
      `Make a new one: ${config.publicUrl}${paths.apiTokens}new`,
      `This one: ${config.publicUrl}${paths.apiTokens}${phid}/`,
    ].join('\n\n'),
  }
}

/** The backend knows the addresses of people, and tells each of them their own. `undefined` when it does not now. */
async function emailOf({ backend, log }: Gateway, userPhid: string): Promise<string | undefined> {
  const viewer = await backend.accountByPhid(userPhid)
  return viewer && !viewer.isDisabled ? ownEmail(backend, log, viewer) : undefined
}

async function ownEmail(
  backend: Gateway['backend'],
  log: Gateway['log'],
  viewer: Account,
): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT)
    const { result } = await backend.call({ method: 'user.whoami', params: {}, typed: true, viewer, signal })
    const { primaryEmail } = (result ?? {}) as { primaryEmail?: unknown }
    return typeof primaryEmail === 'string' && primaryEmail !== '' ? primaryEmail : undefined
  } catch (error) {
    log.warn({ err: error }, 'could not learn whom to tell of a token that expires')
    return undefined
  }
}
