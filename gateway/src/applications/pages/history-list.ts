import { html } from 'hono/html'
import type { Transaction } from '../../history/history.ts'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { time } from '../../pages/time.ts'
import { sentenceOf } from '../news.ts'

/** What was done to an application, by whom and why. */
export async function historyList(
  { gateway }: Pick<Visit, 'gateway'>,
  history: readonly Transaction[],
): Promise<Html> {
  const phids = new Set(history.flatMap(({ authorPhid }) => authorPhid ?? []))
  const accounts = await Promise.all([...phids].map((phid) => gateway.backend.accountByPhid(phid)))
  const names = new Map(accounts.flatMap((account) => (account ? [[account.phid, account.userName]] : [])))
  const now = gateway.now()
  return html`<ol class="timeline">${history.map(
    (entry) => html`<li>${sentenceOf(entry)} <span class="muted">${
      entry.authorPhid ? html`${names.get(entry.authorPhid) ?? 'Somebody'}, ` : ''
    }${time(entry.at, now)}</span>
${entry.reason ? html`<br><q>${entry.reason}</q>` : ''}${valuesOf(entry)}</li>`,
  )}</ol>`
}

/** Of a field that changed: from what to what. What a stage or a list of methods became, the sentence says. */
function valuesOf({ type, old, new: now }: Transaction): Html | '' {
  if (['create', 'stage', 'scopes', 'secret'].includes(type)) return ''
  return html`<br><span class="small"><span class="muted">was</span> ${text(old)} <span class="muted">now</span> ${text(now)}</span>`
}

function text(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.join(', ') || 'nothing'
  return typeof value === 'string' && value !== '' ? value : 'nothing'
}
