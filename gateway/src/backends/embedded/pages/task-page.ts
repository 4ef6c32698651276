import { html } from 'hono/html'
import type { Answer } from '../../../pages/answer.ts'
import { notFound } from '../../../pages/error-pages.ts'
import type { Visit } from '../../../pages/guard.ts'
import { icon } from '../../../pages/icons.ts'
import type { Html } from '../../../pages/layout.ts'
import { time } from '../../../pages/time.ts'
import { ask, ConduitRefusal, type Task, tasksSchema, transactionsSchema, type Viewer } from './conduit.ts'
import { lookUpNames, type Names, statusBadge } from './names.ts'
import { remarkup } from './remarkup.ts'
import { phidsOf, timeline } from './timeline.ts'

/** `/T12` */
export async function taskPage({ gateway, session, request }: Visit): Promise<Answer> {
  const viewer = { gateway, account: session.account }
  const { id } = request.params as { id: string }
  const { after } = request.query as { after?: unknown }
  const task = await findTask(viewer, Number(id))
  if (!task) {
    return notFound(`There is no task T${id}, or you are not allowed to see it.`)
  }
  const history = await historyOf(viewer, task, after)
  if (!history) return notFound(`T${id} has no such part of its history.`)
  const { fields, attachments } = task
  const projects = attachments.projects?.projectPHIDs ?? []
  const names = await lookUpNames(viewer, [
    ...phidsOf(history.data),
    ...projects,
    fields.authorPHID,
    fields.ownerPHID,
  ])
  const older = history.cursor.after
  return {
    title: `T${task.id} ${fields.name}`,
    section: 'tasks',
    body: html`<p class="small"><a href="/maniphest/">Tasks</a></p>
<h1><span class="muted">T${task.id}</span> ${fields.name}</h1>
<div class="row">${statusBadge(names.status(fields.status.value))}
<span class="badge">${fields.priority.name}</span>
${projects.map((phid) => html`<span class="badge">${icon('tag')}${names.project(phid)}</span>`)}</div>
${facts(task, names, gateway.now())}
${fields.description.raw.trim() === '' ? html`<p class="muted">No description.</p>` : html`<section class="card" aria-label="Description">${remarkup(fields.description.raw)}</section>`}
<h2>History</h2>
${older === null ? '' : html`<p><a href="/T${task.id}?after=${older}">Older entries</a></p>`}
${timeline(history.data, names, gateway.now())}
${after === undefined ? '' : html`<p><a href="/T${task.id}">Newest entries</a></p>`}`,
  }
}

/** `undefined` also for a task that is there and not for this viewer: the page must not tell the two apart. */
async function findTask(viewer: Viewer, id: number): Promise<Task | undefined> {
  if (!Number.isSafeInteger(id)) return undefined
  const params = { constraints: { ids: [id] }, attachments: { projects: true } }
  const { data } = await ask(viewer, 'maniphest.search', params, tasksSchema)
  return data[0]
}

/** The newest hundred entries, or those before `after`; `undefined` when there is no such entry. */
async function historyOf(viewer: Viewer, { phid }: Task, after: unknown) {
  const page = typeof after === 'string' ? { after } : {}
  const params = { objectIdentifier: phid, limit: 100, ...page }
  try {
    return await ask(viewer, 'transaction.search', params, transactionsSchema)
  } catch (error) {
    if (error instanceof ConduitRefusal && typeof after === 'string') return undefined
    throw error
  }
}

function facts({ fields }: Task, names: Names, now: number): Html {
  return html`<dl class="facts">
<dt>Owner</dt><dd>${names.person(fields.ownerPHID)}</dd>
<dt>Author</dt><dd>${names.person(fields.authorPHID)}, ${time(fields.dateCreated, now)}</dd>
<dt>Last change</dt><dd>${time(fields.dateModified, now)}</dd>
</dl>`
}
