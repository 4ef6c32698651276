import type { Account } from '../../backend.ts'
import type { UserRow } from '../accounts/accounts.ts'
import { isClosed } from '../maniphest/statuses.ts'
import { mayView, monogramId, type TaskRow, taskById, taskByPhid } from '../maniphest/task.ts'
import type { Context } from '../method.ts'
import { mayViewProject, type ProjectRow, projectByPhid, projectBySlug } from '../projects/project.ts'

/** What `phid.lookup` and `phid.query` tell about any object (Phorge calls it a handle). */
export interface Handle {
  readonly phid: string
  readonly uri: string
  readonly typeName: string
  readonly type: string
  readonly name: string
  readonly fullName: string
  readonly status: 'open' | 'closed'
}

/** The object with this name (`T5`, `@rjkaplan`, `#backend`, a PHID), if there is one that the viewer may see. */
export function findObject(context: Context, viewer: Account, name: string): Handle | undefined {
  if (name.startsWith('PHID-')) return findByPhid(context, viewer, name)
  if (name.startsWith('@')) return userHandle(context, context.accounts.rowByName(name.slice(1)))
  if (name.startsWith('#')) return projectHandle(context, viewer, projectBySlug(context, name.slice(1)))
  const id = monogramId(name)
  return id === undefined ? undefined : taskHandle(context, viewer, taskById(context, id))
}

function findByPhid(context: Context, viewer: Account, phid: string): Handle | undefined {
  if (phid.startsWith('PHID-TASK-')) return taskHandle(context, viewer, taskByPhid(context, phid))
  if (phid.startsWith('PHID-USER-')) return userHandle(context, context.accounts.rowByPhid(phid))
  if (phid.startsWith('PHID-PROJ-')) return projectHandle(context, viewer, projectByPhid(context, phid))
  return undefined
}

function taskHandle(context: Context, viewer: Account, task: TaskRow | undefined): Handle | undefined {
  if (!task || !mayView(context, viewer, task)) return undefined
  const name = `T${task.id}`
  return {
    phid: task.phid,
    uri: `${context.publicUrl}/${name}`,
    typeName: 'Maniphest Task',
    type: 'TASK',
    name,
    fullName: `${name}: ${task.title}`,
    status: isClosed(task.status) ? 'closed' : 'open',
  }
}

function userHandle({ publicUrl }: Context, user: UserRow | undefined): Handle | undefined {
  if (!user) return undefined
  return {
    phid: user.phid,
    uri: `${publicUrl}/p/${user.user_name}/`,
    typeName: 'User',
    type: 'USER',
    name: user.user_name,
    fullName: `${user.user_name} (${user.real_name})`,
    status: user.is_disabled ? 'closed' : 'open',
  }
}

function projectHandle(
  context: Context,
  viewer: Account,
  project: ProjectRow | undefined,
): Handle | undefined {
  if (!project || !mayViewProject(context, viewer, project)) return undefined
  return {
    phid: project.phid,
    uri: `${context.publicUrl}/tag/${project.slug}/`,
    typeName: 'Project',
    type: 'PROJ',
    name: project.name,
    fullName: project.name,
    status: project.status === 'active' ? 'open' : 'closed',
  }
}
