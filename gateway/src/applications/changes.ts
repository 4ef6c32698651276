import { recordSecurityEvent, type SecurityEvent } from '../audit/security-log.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Gateway } from '../gateway.ts'
import { historyOf, recordTransaction, type Transaction } from '../history/history.ts'
import { type Application, findApplication } from './applications.ts'
import type { Author } from './author.ts'
import { tellProposer } from './news.ts'

/** What is written into the history: what changed, from what to what. */
export type HistoryEntry = Pick<Transaction, 'type'> & Partial<Pick<Transaction, 'old' | 'new'>>

export interface Change {
  /** What the change was decided on. */
  readonly seen: Pick<Application, 'clientId' | 'phid' | 'changeToken'>
  readonly entries: readonly HistoryEntry[]
  readonly event: Pick<SecurityEvent, 'kind' | 'detail'>
  readonly author: Author
  readonly reason?: string | undefined
  /** Changes the rows. */
  perform(inside: Gateway): Promise<unknown>
}

export type Changed =
  | { readonly application: Application }
  /** Somebody else was faster: what they did, the newest first. */
  | { readonly meanwhile: readonly Transaction[] }

/**
 * Changes an application, in one transaction with its history, the security log, and the news for its owner. When it has
 * changed since it was seen, nothing is done.
 */
export async function changeApplication(gateway: Gateway, change: Change): Promise<Changed> {
  const { seen, event, author } = change
  return inTransaction(gateway, async (inside) => {
    const { database } = inside
    if (!(await isAsSeen(inside, seen))) return { meanwhile: await historySince(inside, seen) }
    await change.perform(inside)
    await recordEntries(inside, seen, change)
    await recordSecurityEvent(database, {
      ...event,
      at: gateway.now(),
      userPhid: author.phid,
      clientId: seen.clientId,
      address: author.address,
      requestId: author.requestId,
    })
    const application = await findApplication(inside, seen.clientId)
    if (!application) throw new Error('the application just changed is not there')
    if (isNews(change, application)) await tellProposer(inside, application, change)
    return { application }
  })
}

/** What one did oneself is none, nor that it was made: whoever registers with no sign-in could have anybody mailed. */
function isNews({ author, entries }: Change, { createdBy }: Application): boolean {
  return author.phid !== createdBy && entries.every(({ type }) => type !== 'create')
}

/**
 * Writes into the history of an application, and gives it a new change token. For changes of what belongs to an
 * application and lies elsewhere, such as its rules; give it the gateway inside of the transaction.
 */
export async function recordEntries(
  inside: Gateway,
  { clientId, phid }: Pick<Application, 'clientId' | 'phid'>,
  { entries, author, reason }: Pick<Change, 'entries' | 'author' | 'reason'>,
): Promise<void> {
  const { database, now } = inside
  for (const entry of entries) {
    const by = { authorPhid: author.phid, address: author.address, reason }
    await recordTransaction(database, { ...entry, ...by, objectPhid: phid, at: now() })
  }
  const [latest] = await historyOf(database, phid, { limit: 1 })
  await database
    .updateTable('applications')
    .set({ change_token: latest?.id ?? 0 })
    .where('client_id', '=', clientId)
    .execute()
}

/** One compare-and-swap: of two decisions on the same state, one finds it. */
async function isAsSeen(
  { database, now }: Gateway,
  { clientId, changeToken }: Change['seen'],
): Promise<boolean> {
  if (!/^\d{1,15}$/.test(changeToken)) return false
  const { numUpdatedRows } = await database
    .updateTable('applications')
    .set({ updated_at: now() })
    .where('client_id', '=', clientId)
    .where('change_token', '=', Number(changeToken))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What was done to an application since somebody saw it, the newest first. */
export async function historySince(
  { database }: Gateway,
  { phid, changeToken }: Change['seen'],
): Promise<Transaction[]> {
  const seen = Number(changeToken) || 0
  return (await historyOf(database, phid)).filter(({ id }) => id > seen)
}
