import type { Account } from '../../backend.ts'
import type { Context } from '../method.ts'
import { admittingPolicies } from '../policies.ts'

export interface ProjectRow {
  id: number
  phid: string
  name: string
  slug: string
  description: string
  icon: string
  color: string
  status: string
  view_policy: string
  edit_policy: string
  join_policy: string
  created_at: number
  updated_at: number
}

/** Phorge's stock icons by key: the name, and the Font Awesome icon that draws it. */
export const projectIcons: Readonly<Record<string, readonly [name: string, icon: string]>> = {
  project: ['Project', 'fa-briefcase'],
  tag: ['Tag', 'fa-tags'],
  policy: ['Policy', 'fa-lock'],
  group: ['Group', 'fa-users'],
  folder: ['Folder', 'fa-folder'],
  timeline: ['Timeline', 'fa-calendar'],
  goal: ['Goal', 'fa-flag-checkered'],
  release: ['Release', 'fa-cubes'],
  bugs: ['Bugs', 'fa-bug'],
  cleanup: ['Cleanup', 'fa-trash-o'],
  umbrella: ['Umbrella', 'fa-umbrella'],
  communication: ['Communication', 'fa-envelope'],
  organization: ['Organization', 'fa-building'],
  infrastructure: ['Infrastructure', 'fa-cloud'],
  account: ['Account', 'fa-credit-card'],
  experimental: ['Experimental', 'fa-flask'],
}

export const projectColors: Readonly<Record<string, string>> = {
  red: 'Red',
  orange: 'Orange',
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  indigo: 'Indigo',
  violet: 'Violet',
  pink: 'Pink',
  grey: 'Grey',
  checkered: 'Checkered',
}

export function projectById({ store }: Context, id: number): ProjectRow | undefined {
  return store.get<ProjectRow>('SELECT * FROM projects WHERE id = ?', id)
}

export function projectByPhid({ store }: Context, phid: string): ProjectRow | undefined {
  return store.get<ProjectRow>('SELECT * FROM projects WHERE phid = ?', phid)
}

export function projectBySlug({ store }: Context, slug: string): ProjectRow | undefined {
  return store.get<ProjectRow>(
    'SELECT p.* FROM project_slugs s JOIN projects p ON p.phid = s.project_phid WHERE s.slug = ?',
    slug,
  )
}

export function mayViewProject(context: Context, viewer: Account, { view_policy }: ProjectRow): boolean {
  return admittingPolicies(context, viewer).includes(view_policy)
}

export function mayEditProject(context: Context, viewer: Account, project: ProjectRow): boolean {
  const admitting = admittingPolicies(context, viewer)
  return admitting.includes(project.view_policy) && admitting.includes(project.edit_policy)
}
