import { html } from 'hono/html'
import type { Visit } from '../../pages/guard.ts'
import type { Html } from '../../pages/layout.ts'
import { notice } from '../../pages/notice.ts'
import type { Refused } from '../decide.ts'
import { historyList } from './history-list.ts'

/** Why nothing was done, above the form that has to be looked at again. */
export async function refusalNotice(visit: Visit, { message, meanwhile = [] }: Refused): Promise<Html> {
  if (meanwhile.length === 0) return notice('bad', message)
  return html`${notice('bad', message)}
<section class="card"><h2>What has changed meanwhile</h2>
${await historyList(visit, meanwhile)}</section>`
}
