import { html } from 'hono/html'
import type { Html } from '../../../pages/layout.ts'
import type { CallsOfDay } from '../counts.ts'

/** A bar is a day wide, which is 10 units; the chart is 100 high, and stretched to the room that there is. */
const DAY = 10
const GAP = 2
const HEIGHT = 100
/** A single refused call among thousands is to be seen. */
const LOWEST = 2

const parts = [
  { name: 'done', text: 'Done', of: ({ ok }: CallsOfDay) => ok },
  { name: 'refused', text: 'Refused or denied', of: ({ refused, denied }: CallsOfDay) => refused + denied },
  { name: 'failed', text: 'Failed', of: ({ failed }: CallsOfDay) => failed },
] as const

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** How many calls there were on each day, as bars and as a table. Without JavaScript, and without any style of its own. */
export function callChart(days: readonly CallsOfDay[]): Html {
  const most = Math.max(...days.map(totalOf))
  if (most <= 0) return html`<p class="card muted">There was no call in the last ${days.length} days.</p>`
  const top = roundUp(most)
  return html`<figure class="card chart">
<figcaption class="spread"><span>${sentence(days)}</span><span class="legend">${parts.map(
    ({ name, text }) => html`<span class="${name}">${text}</span>`,
  )}</span></figcaption>
<div class="plot"><div class="scale" aria-hidden="true"><span>${number(top)}</span><span>${number(top / 2)}</span><span>0</span></div>
<svg viewBox="0 0 ${days.length * DAY} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Calls on each day. ${sentence(days)} The table below has the numbers."><path class="grid" d="M0 0H${days.length * DAY}M0 ${HEIGHT / 2}H${days.length * DAY}M0 ${HEIGHT}H${days.length * DAY}"/>${days.map(
    (day, index) => bar(day, { left: index * DAY, top }),
  )}</svg>
<div class="dates" aria-hidden="true">${[0, Math.floor(days.length / 2), days.length - 1].map(
    (index) => html`<span>${nameOf(days[index])}</span>`,
  )}</div></div>
${numbers(days)}</figure>`
}

function bar(day: CallsOfDay, { left, top }: { readonly left: number; readonly top: number }): Html | '' {
  if (totalOf(day) === 0) return ''
  let reached = HEIGHT
  const rectangles = parts.flatMap(({ name, of }) => {
    const calls = of(day)
    if (calls === 0) return []
    const height = Math.max(LOWEST, (calls / top) * HEIGHT)
    reached -= height
    return html`<rect class="${name}" x="${left + GAP / 2}" y="${reached.toFixed(1)}" width="${DAY - GAP}" height="${height.toFixed(1)}"/>`
  })
  const told = parts.flatMap(({ text, of }) => (of(day) > 0 ? `${text}: ${number(of(day))}` : []))
  return html`<g><title>${nameOf(day)}. ${told.join(', ')}</title>${rectangles}</g>`
}

function numbers(days: readonly CallsOfDay[]): Html {
  const shown = days.filter((day) => totalOf(day) > 0).toReversed()
  return html`<details><summary>The numbers</summary>
<table class="numbers"><thead><tr><th scope="col">Day (UTC)</th>${parts.map(({ text }) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${shown.map(
    (day) =>
      html`<tr><th scope="row">${nameOf(day)}</th>${parts.map(({ of }) => html`<td>${number(of(day))}</td>`)}</tr>`,
  )}</tbody></table>
${shown.length < days.length ? html`<p class="muted small">There was none on the other days.</p>` : ''}</details>`
}

function sentence(days: readonly CallsOfDay[]): string {
  const [all, notDone] = [sum(days, totalOf), sum(days, (day) => totalOf(day) - day.ok)]
  const calls = `${number(all)} ${all === 1 ? 'call' : 'calls'} in the last ${days.length} days`
  return notDone === 0 ? `${calls}, all of them done.` : `${calls}, ${number(notDone)} of them not done.`
}

function sum(days: readonly CallsOfDay[], of: (day: CallsOfDay) => number): number {
  return days.reduce((total, day) => total + of(day), 0)
}

function totalOf({ ok, refused, denied, failed }: CallsOfDay): number {
  return ok + refused + denied + failed
}

/** To a number that has a half: 2, 4, 6, 8, 10, 20, 40, … */
function roundUp(most: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 4, 6, 8, 10].map((step) => step * magnitude).find((top) => top >= most && top > 1) ?? 2
}

function nameOf(day: CallsOfDay | undefined): string {
  return day ? dayName.format(new Date(day.at * 1000)) : ''
}

function number(count: number): string {
  return count.toLocaleString('en')
}
