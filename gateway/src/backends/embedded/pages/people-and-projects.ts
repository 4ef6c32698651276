import { html } from 'hono/html'
import type { Answer } from '../../../pages/answer.ts'
import { notFound } from '../../../pages/error-pages.ts'
import type { Visit } from '../../../pages/guard.ts'
import { icon } from '../../../pages/icons.ts'
import { ask, projectsSchema, usersSchema } from './conduit.ts'
import { remarkup } from './remarkup.ts'
import { openTasks } from './task-list.ts'

/** `/p/rjkaplan/` */
export async function personPage({ gateway, session, request }: Visit): Promise<Answer> {
  const viewer = { gateway, account: session.account }
  const { userName } = request.params as { userName: string }
  const { data } = await ask(viewer, 'user.search', { constraints: { usernames: [userName] } }, usersSchema)
  const [person] = data
  if (!person) return notFound('There is nobody of this name here.')
  const { username, realName, roles } = person.fields
  return {
    title: username,
    section: 'tasks',
    body: html`<h1>${realName || username}</h1>
<div class="row"><span class="badge">${icon('person')}${username}</span>
${roles.includes('admin') ? html`<span class="badge">${icon('shield')}Administrator</span>` : ''}
${roles.includes('bot') ? html`<span class="badge">Bot</span>` : ''}
${roles.includes('disabled') ? html`<span class="badge bad">${icon('cross')}Disabled</span>` : ''}</div>
<h2>Open tasks of ${username}</h2>
${await openTasks(viewer, { assigned: [person.phid] })}`,
  }
}

/** `/tag/backend/` */
export async function projectPage({ gateway, session, request }: Visit): Promise<Answer> {
  const viewer = { gateway, account: session.account }
  const { slug } = request.params as { slug: string }
  const { data } = await ask(viewer, 'project.search', { constraints: { slugs: [slug] } }, projectsSchema)
  const [project] = data
  if (!project) return notFound('There is no such project, or you are not allowed to see it.')
  const { name, description } = project.fields
  return {
    title: name,
    section: 'tasks',
    body: html`<h1>${name}</h1>
${description ? remarkup(description) : ''}
<h2>Open tasks in ${name}</h2>
${await openTasks(viewer, { projects: [project.phid] })}`,
  }
}
