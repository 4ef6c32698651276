import type { Gateway } from '../gateway.ts'
import { historyOf, type Transaction } from '../history/history.ts'
import { queueMail } from '../mail/queue.ts'
import { paths } from '../pages/paths.ts'
import type { Application } from './application.ts'
import type { HistoryEntry } from './changes.ts'

/** Tells by e-mail who is to be told about an application what somebody else did to it. */
export async function tellProposer(
  inside: Gateway,
  { name, version, contact, clientId }: Application,
  { entries, reason }: { readonly entries: readonly HistoryEntry[]; readonly reason?: string | undefined },
): Promise<void> {
  if (!contact) return
  const what = entries.map(sentenceOf).join(' ')
  await queueMail(inside, {
    to: contact,
    subject: `${name} ${version}: ${what}`,
    body: [
      `Your application “${name}”, version ${version}: ${what}`,
      ...(reason ? [`Reason: ${reason}`] : []),
      `${inside.config.publicUrl}${paths.myProposals}${encodeURIComponent(clientId)}/`,
    ].join('\n\n'),
  })
}

/** What one entry of the history says, in a sentence. */
export function sentenceOf({ type, old, new: now }: HistoryEntry): string {
  switch (type) {
    case 'create':
      return 'It was proposed.'
    case 'stage':
      return stageSentence(String(old), String(now))
    case 'scopes':
      return scopeSentence(old, now)
    case 'secret':
      return 'Its secret was replaced.'
    default:
      return `Its ${fieldNames.get(type) ?? type} changed.`
  }
}

function stageSentence(old: string, now: string): string {
  if (now === 'approved') return old === 'disabled' ? 'It was enabled again.' : 'It was approved.'
  if (now === 'expired') return 'It is not proposed any more.'
  return `It was ${now}.`
}

function scopeSentence(old: unknown, now: unknown): string {
  const [before, after] = [listOf(old), listOf(now)]
  const added = after.filter((scope) => !before.includes(scope))
  const removed = before.filter((scope) => !after.includes(scope))
  if (before.length === 0 && added.length > 0) return `It may: ${added.join(', ')}.`
  return [
    ...(added.length > 0 ? [`It may now: ${added.join(', ')}.`] : []),
    ...(removed.length > 0 ? [`It may not: ${removed.join(', ')}.`] : []),
  ].join(' ')
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

const fieldNames: ReadonlyMap<string, string> = new Map([
  ['redirectUris', 'redirect addresses'],
  ['callbackIsPrefix', 'use of its redirect addresses as prefixes'],
  ['grantTypes', 'grant types'],
  ['requestedScopes', 'list of wanted methods'],
  ['contact', 'contact address'],
  ['addressRanges', 'address ranges'],
  ['phorgeCompatible', 'compatibility with Phorge’s OAuth server'],
])

/** What others did to the applications of this person since they looked at each, the newest first. */
export async function unreadNews(
  gateway: Gateway,
  ownerPhid: string,
): Promise<ReadonlyMap<string, readonly Transaction[]>> {
  const rows = await gateway.database
    .selectFrom('applications')
    .select(['client_id', 'phid', 'seen_by_owner', 'change_token'])
    .where('created_by', '=', ownerPhid)
    .whereRef('change_token', '>', 'seen_by_owner')
    .execute()
  const news = new Map<string, Transaction[]>()
  for (const row of rows) {
    const history = await historyOf(gateway.database, row.phid)
    const unread = history.filter((entry) => entry.id > row.seen_by_owner && entry.authorPhid !== ownerPhid)
    if (unread.length > 0) news.set(row.client_id, unread)
  }
  return news
}

/** Notes that the owner was shown all of it. */
export async function markRead(gateway: Gateway, { clientId, changeToken }: Application): Promise<void> {
  await gateway.database
    .updateTable('applications')
    .set({ seen_by_owner: Number(changeToken) })
    .where('client_id', '=', clientId)
    .execute()
}
