import { html } from 'hono/html'
import type { TokenRights } from '../../access/token-rights.ts'
import type { Transaction } from '../../history/history.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { time } from '../../pages/time.ts'
import { readRights } from '../rights.ts'
import { plainRange, rightsInShort } from './words.ts'

/** What was done to a token, by whom, from where and why. */
export async function historyList({ gateway }: Visit, history: readonly Transaction[]): Promise<Html> {
  if (history.length === 0) {
    return html`<p class="muted">Nothing was written down: the token is older than the history.</p>`
  }
  const authors = new Set(history.flatMap(({ authorPhid }) => authorPhid ?? []))
  const accounts = await Promise.all([...authors].map((phid) => gateway.backend.accountByPhid(phid)))
  const names = new Map(accounts.flatMap((account) => (account ? [[account.phid, account.userName]] : [])))
  const now = gateway.now()
  return html`<ol class="timeline">${history.map(({ authorPhid, address, at, reason, ...step }) => {
    const author = authorPhid === undefined ? 'The gateway' : (names.get(authorPhid) ?? authorPhid)
    return html`<li><strong>${author}</strong> ${sentence(step, now)}
<span class="muted small">${time(at, now)}${address ? html` from <code>${address}</code>` : ''}</span>
${reason ? html`<br><q>${reason}</q>` : ''}</li>`
  })}</ol>`
}

function sentence(
  { type, old, new: value }: Pick<Transaction, 'type' | 'old' | 'new'>,
  now: number,
): Html | string {
  switch (type) {
    case 'create':
      return 'made the token.'
    case 'name':
      return html`renamed it from “${String(old)}” to “${String(value)}”.`
    case 'rights':
      return narrowed(readRights(String(value)))
    case 'addresses':
      return html`limited it to ${list(value)}.`
    case 'expires':
      return html`let it end earlier: it ${Number(value) <= now ? 'ended' : 'ends'} ${time(Number(value), now)}.`
    case 'rotate':
      return rotated(value, now)
    case 'report':
      return html`revoked it, because it was found in public${found(value)}.`
    case 'revoke':
      return 'revoked it.'
    case 'dispose':
      return 'disposed of it: nothing is left of its secrets.'
    default:
      return html`changed it (${type}).`
  }
}

function rotated(value: unknown, now: number): Html {
  const { oldEndsAt } = value as { oldEndsAt: number }
  return html`gave it a new secret; the old one ${oldEndsAt <= now ? 'ended' : 'ends'} ${time(oldEndsAt, now)}.`
}

function narrowed(rights: TokenRights): Html {
  const short = rightsInShort(rights)
  return typeof rights === 'string'
    ? html`took rights away: now it ${short}.`
    : html`took rights away. What it may do now: ${short}.`
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.map((range) => plainRange(String(range))).join(', ') : String(value)
}

function found(value: unknown): Html | '' {
  const { url } = (value ?? {}) as { url?: string }
  return url ? html`: <code>${url}</code>` : ''
}
