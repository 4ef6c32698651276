import type { Context } from '../method.ts'
import { newPhid } from '../phid.ts'

export interface NewProject {
  readonly name: string
  readonly slug: string
  readonly description?: string
  readonly icon?: string
  readonly color?: string
  readonly members?: readonly string[]
  /** Names of the columns of its workboard, first the one for new tasks. Without any it has no workboard. */
  readonly columns?: readonly string[]
}

/** Inserts a project with its slug, members and workboard, and returns its PHID. */
export function insertProject({ store, now }: Context, project: NewProject): string {
  const phid = newPhid('PROJ')
  const at = now()
  const { name, slug, description = '', icon = 'project', color = 'blue' } = project
  store.run(
    `INSERT INTO projects (phid, name, slug, description, icon, color, status, view_policy, edit_policy, join_policy,
       created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 'active', 'users', 'users', 'users', ?, ?)`,
    phid,
    name,
    slug,
    description,
    icon,
    color,
    at,
    at,
  )
  store.run('INSERT INTO project_slugs (slug, project_phid) VALUES (?, ?)', slug, phid)
  for (const member of project.members ?? []) {
    store.run('INSERT OR IGNORE INTO project_members (project_phid, user_phid) VALUES (?, ?)', phid, member)
  }
  for (const [sequence, column] of (project.columns ?? []).entries()) {
    store.run(
      'INSERT INTO columns (phid, project_phid, name, sequence, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
      newPhid('PCOL'),
      phid,
      column,
      sequence,
      at,
      at,
    )
  }
  return phid
}
