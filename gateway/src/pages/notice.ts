import { html } from 'hono/html'
import type { IconName } from './icons.ts'
import { icon } from './icons.ts'
import type { Html } from './layout.ts'

const icons = { good: 'check', bad: 'warning', warn: 'warning' } satisfies Record<string, IconName>

/** A message above the page's content. Screen readers say it when the page opens. */
export function notice(kind: keyof typeof icons, content: string | Html): Html {
  return html`<div class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${icon(icons[kind])} ${content}</div>`
}

/** The notice that a redirect asked for by `?done=`: a key into fixed texts, so nobody can put words on the page. */
export function noticeOf(query: unknown, texts: Readonly<Record<string, string>>): Html | '' {
  const key = typeof query === 'object' && query !== null ? (query as { done?: unknown }).done : undefined
  const text = typeof key === 'string' && Object.hasOwn(texts, key) ? texts[key] : undefined
  return text ? notice('good', text) : ''
}
