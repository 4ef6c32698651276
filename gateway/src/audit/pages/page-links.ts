import { html } from 'hono/html'
import type { Html } from '../../pages/layout.ts'

export interface Place {
  /** What is shown is older than this; `undefined` at the beginning. */
  readonly before: number | undefined
  /** Where older things begin, if there are any. */
  readonly older: number | undefined
}

/** To the newest and to older entries of a log. @param addressOf the page's address with its filter */
export function pageLinks(
  addressOf: (before: number | undefined) => string,
  { before, older }: Place,
): Html | '' {
  if (older === undefined && before === undefined) return ''
  const to = (place: number | undefined, text: string, rel: string) =>
    html`<a class="button quiet" rel="${rel}" href="${addressOf(place)}">${text}</a>`
  return html`<p class="row">${before === undefined ? '' : to(undefined, 'Newest', 'first')}${older === undefined ? '' : to(older, 'Older', 'next')}</p>`
}
