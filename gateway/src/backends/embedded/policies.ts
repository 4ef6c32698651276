import type { Account } from '../backend.ts'
import type { Context } from './method.ts'

/**
 * A policy is `public`, `users`, `admin`, `no-one`, the PHID of a user or of a project (its members), or one of the two
 * below that depend on the task. Anything else admits nobody.
 */
export const AUTHOR_POLICY = 'obj.maniphest.author'
export const SUBSCRIBERS_POLICY = 'obj.subscriptions.subscribers'

/** The policies that admit this person whatever the object is. */
export function admittingPolicies({ store }: Context, viewer: Account): readonly string[] {
  const projects = store.all<{ phid: string }>(
    'SELECT project_phid AS phid FROM project_members WHERE user_phid = ?',
    viewer.phid,
  )
  const always = ['public', 'users', viewer.phid, ...projects.map(({ phid }) => phid)]
  return viewer.isAdministrator ? [...always, 'admin'] : always
}
