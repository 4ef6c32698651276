import type { Account } from '../../backend.ts'
import type { Change } from '../maniphest/edit/draft.ts'
import type { Context } from '../method.ts'
import type { ProjectRow } from './project.ts'

/** A project while it is being edited: what it will be, and the timeline entries that say how it came to be so. */
export class ProjectDraft {
  readonly context: Context
  readonly viewer: Account
  readonly before: Readonly<ProjectRow> | undefined
  readonly project: ProjectRow
  readonly changes: Change[] = []
  readonly slugs: Set<string>
  readonly members: Set<string>
  /** One time for the whole edit, in epoch seconds. */
  readonly at: number

  constructor(context: Context, viewer: Account, project: ProjectRow, before?: ProjectRow) {
    this.context = context
    this.viewer = viewer
    this.project = project
    this.before = before
    this.at = context.now()
    this.slugs = new Set(this.#column('SELECT slug AS value FROM project_slugs WHERE project_phid = ?'))
    this.members = new Set(
      this.#column('SELECT user_phid AS value FROM project_members WHERE project_phid = ?'),
    )
  }

  record(type: string | null, fields: Readonly<Record<string, unknown>>): void {
    this.changes.push({ type, fields })
  }

  save(): void {
    const { store } = this.context
    const { project } = this
    const values = [
      project.name,
      project.slug,
      project.description,
      project.icon,
      project.color,
      project.status,
      project.view_policy,
      project.edit_policy,
      project.join_policy,
    ]
    if (!this.before) {
      project.id = store.run(
        `INSERT INTO projects (name, slug, description, icon, color, status, view_policy, edit_policy, join_policy,
           phid, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...values,
        project.phid,
        project.created_at,
        project.updated_at,
      )
    } else if (this.changes.length > 0) {
      store.run(
        `UPDATE projects SET name = ?, slug = ?, description = ?, icon = ?, color = ?, status = ?, view_policy = ?,
           edit_policy = ?, join_policy = ?, updated_at = ? WHERE id = ?`,
        ...values,
        this.at,
        project.id,
      )
    }
    this.#replace('project_slugs', 'slug', this.slugs)
    this.#replace('project_members', 'user_phid', this.members)
  }

  #column(sql: string): string[] {
    return this.context.store.all<{ value: string }>(sql, this.project.phid).map(({ value }) => value)
  }

  #replace(table: 'project_slugs' | 'project_members', column: string, values: ReadonlySet<string>): void {
    const { store } = this.context
    store.run(`DELETE FROM ${table} WHERE project_phid = ?`, this.project.phid)
    for (const value of values) {
      store.run(`INSERT INTO ${table} (project_phid, ${column}) VALUES (?, ?)`, this.project.phid, value)
    }
  }
}
