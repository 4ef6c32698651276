import { html } from 'hono/html'
import type { Answer } from '../../../pages/answer.ts'
import { flag } from '../../../pages/form.ts'
import type { Visit } from '../../../pages/guard.ts'
import type { Html } from '../../../pages/layout.ts'
import { notice } from '../../../pages/notice.ts'
import { time } from '../../../pages/time.ts'
import { ask, ConduitRefusal, type Task, tasksSchema, type Viewer } from './conduit.ts'
import { lookUpNames, type Names, statusBadge, statusesOf } from './names.ts'

const PER_PAGE = 25
const filters = { open: 'Open', closed: 'Closed', all: 'All' } as const
type Filter = keyof typeof filters

/** `/maniphest/` */
export async function taskListPage({ gateway, session, request }: Visit): Promise<Answer> {
  const viewer = { gateway, account: session.account }
  const query = request.query as Readonly<Record<string, unknown>>
  const filter = filterOf(query.status)
  const words = typeof query.query === 'string' ? query.query.trim().slice(0, 200) : ''
  if (/^T\d{1,15}$/i.test(words)) return { seeOther: `/${words.toUpperCase()}` }
  const after = typeof query.after === 'string' ? query.after : undefined
  const found = await search(viewer, { filter, words, after })
  return {
    title: 'Tasks',
    section: 'tasks',
    body: html`<h1>Tasks</h1>
<form class="filters card" method="get" action="/maniphest/" role="search">
<div><label for="query">Words, or a task such as T12</label><input id="query" name="query" type="search" value="${words}" autocomplete="off"></div>
<div><label for="status">Status</label><select id="status" name="status">${Object.entries(filters).map(
      ([value, text]) => html`<option value="${value}"${flag('selected', value === filter)}>${text}</option>`,
    )}</select></div>
<button class="quiet" type="submit">Show</button></form>
${found ? await taskList(viewer, found.data, nothing(filter, words)) : notice('warn', 'This search could not be made. Try other words, or start from the first page.')}
${found?.cursor.after ? html`<p><a class="button quiet" rel="next" href="/maniphest/?${new URLSearchParams({ status: filter, query: words, after: found.cursor.after }).toString()}">Next page</a></p>` : ''}`,
  }
}

/** A list of tasks; also for the pages of people and projects. */
async function taskList(viewer: Viewer, tasks: readonly Task[], none = 'No open tasks.'): Promise<Html> {
  if (tasks.length === 0) return html`<p class="card muted">${none}</p>`
  const names = await lookUpNames(
    viewer,
    tasks.map(({ fields }) => fields.ownerPHID),
  )
  const now = viewer.gateway.now()
  return html`<ul class="list">${tasks.map((task) => entry(task, names, now))}</ul>`
}

/** The newest open tasks that match. */
export async function openTasks(viewer: Viewer, constraints: Record<string, unknown>): Promise<Html> {
  const statuses = await valuesOf(viewer, 'open')
  const params = { constraints: { ...constraints, statuses }, order: 'newest', limit: PER_PAGE }
  const { data } = await ask(viewer, 'maniphest.search', params, tasksSchema)
  return taskList(viewer, data)
}

function entry({ id, fields }: Task, names: Names, now: number): Html {
  const owner = fields.ownerPHID === null ? 'no owner' : names.person(fields.ownerPHID)
  return html`<li class="spread"><div><a href="/T${id}"><span class="muted">T${id}</span> ${fields.name}</a><br>
<span class="muted small">${fields.priority.name} · ${owner} · created ${time(fields.dateCreated, now)}</span></div>
${statusBadge(names.status(fields.status.value))}</li>`
}

function nothing(filter: Filter, words: string): string {
  if (words) return `No ${filter === 'all' ? '' : `${filter} `}task matches “${words}”.`
  return filter === 'all' ? 'There are no tasks yet.' : `There are no ${filter} tasks.`
}

/** `undefined` when Conduit refuses, as it does for a cursor whose task is gone or words it cannot read. */
async function search(
  viewer: Viewer,
  { filter, words, after }: { filter: Filter; words: string; after: string | undefined },
) {
  const constraints = {
    ...(filter !== 'all' && { statuses: await valuesOf(viewer, filter) }),
    ...(words && { query: words }),
  }
  const params = { constraints, order: 'newest', limit: PER_PAGE, ...(after && { after }) }
  try {
    return await ask(viewer, 'maniphest.search', params, tasksSchema)
  } catch (error) {
    if (error instanceof ConduitRefusal) return undefined
    throw error
  }
}

async function valuesOf(viewer: Viewer, filter: 'open' | 'closed'): Promise<string[]> {
  const statuses = await statusesOf(viewer)
  return [...statuses].filter(([, { closed }]) => closed === (filter === 'closed')).map(([value]) => value)
}

function filterOf(status: unknown): Filter {
  return typeof status === 'string' && Object.hasOwn(filters, status) ? (status as Filter) : 'open'
}
