import { writes } from './methods.ts'
import { aspectOf, methodOf, type Scope } from './scope.ts'

export interface ScopeDescription {
  /** What the application could do, as a person would say it; starts with a verb, ends without a full stop. */
  readonly sentence: string
  readonly risk: 'read' | 'write'
}

/** What a scope means, for the pages on which people grant and allow it. */
export function describeScope(scope: Scope): ScopeDescription {
  const method = methodOf(scope)
  return { sentence: sentenceOf(scope), risk: writes(method) ? 'write' : 'read' }
}

function sentenceOf(scope: Scope): string {
  const known = sentences.get(scope)
  if (known) return known
  const method = methodOf(scope)
  const aspect = aspectOf(scope)
  const object = objectOf(method)
  if (aspect === 'create') return `Create ${object}`
  if (aspect === 'comment') return `Comment on ${object}`
  if (aspect?.startsWith('custom.'))
    return `Change the field “${aspect.slice('custom.'.length)}” of ${object}`
  if (aspect !== undefined) return `Change ${object}: ${words(aspect)}`
  if (method.endsWith('.search')) return `Read ${object}`
  if (method.endsWith('.edit')) return `Create ${object} and change them in every way that you can`
  return writes(method) ? `Call ${method}, which may change things` : `Call ${method}, which only reads`
}

/** `diffusion.repository.edit` is about repositories in Diffusion. */
function objectOf(method: string): string {
  const known = objects.get(method.slice(0, method.lastIndexOf('.')))
  if (known) return known
  const [application = '', ...rest] = method.split('.').slice(0, -1)
  return rest.length === 0 ? `${application} objects` : `${rest.join(' ')} objects of ${application}`
}

function words(aspect: string): string {
  return aspect.replaceAll('.', ' ').replaceAll('-', ' ')
}

const objects: ReadonlyMap<string, string> = new Map([
  ['maniphest', 'tasks'],
  ['maniphest.status', 'task statuses'],
  ['maniphest.priority', 'task priorities'],
  ['project', 'projects'],
  ['project.column', 'workboard columns'],
  ['user', 'accounts'],
  ['transaction', 'the history and the comments of objects'],
  ['file', 'files'],
  ['paste', 'pastes'],
  ['badge', 'badges'],
  ['calendar.event', 'calendar events'],
  ['conpherence', 'chat rooms'],
  ['countdown', 'countdowns'],
  ['dashboard.panel', 'dashboard panels'],
  ['differential.revision', 'code revisions'],
  ['differential.diff', 'diffs'],
  ['differential.changeset', 'changesets'],
  ['diffusion.commit', 'commits'],
  ['diffusion.repository', 'repositories'],
  ['diffusion.uri', 'repository addresses'],
  ['harbormaster.build', 'builds'],
  ['harbormaster.buildable', 'buildables'],
  ['harbormaster.buildplan', 'build plans'],
  ['macro', 'macros'],
  ['owners', 'owners packages'],
  ['phame.blog', 'blogs'],
  ['phame.post', 'blog posts'],
  ['phriction.document', 'wiki pages'],
  ['phurls', 'short links'],
  ['portal', 'portals'],
])

const sentences: ReadonlyMap<string, string> = new Map([
  ['maniphest.search', 'Read the tasks that you can see'],
  ['maniphest.edit', 'Create tasks and change them in every way that you can'],
  ['maniphest.edit:create', 'Create tasks'],
  ['maniphest.edit:title', 'Rename tasks'],
  ['maniphest.edit:description', 'Change the description of tasks'],
  ['maniphest.edit:status', 'Change the status of tasks (close and reopen)'],
  ['maniphest.edit:priority', 'Change the priority of tasks'],
  ['maniphest.edit:owner', 'Assign tasks to people'],
  ['maniphest.edit:comment', 'Comment on tasks'],
  ['maniphest.edit:projects.add', 'Add tasks to projects'],
  ['maniphest.edit:projects.remove', 'Remove tasks from projects'],
  ['maniphest.edit:projects.set', 'Replace the projects of tasks'],
  ['maniphest.edit:subscribers.add', 'Subscribe people to tasks'],
  ['maniphest.edit:subscribers.remove', 'Unsubscribe people from tasks'],
  ['maniphest.edit:subscribers.set', 'Replace the subscribers of tasks'],
  ['maniphest.edit:parent', 'Make tasks subtasks of others'],
  ['maniphest.edit:parents.add', 'Add parent tasks to tasks'],
  ['maniphest.edit:parents.remove', 'Remove parent tasks from tasks'],
  ['maniphest.edit:parents.set', 'Replace the parent tasks of tasks'],
  ['maniphest.edit:subtasks.add', 'Add subtasks to tasks'],
  ['maniphest.edit:subtasks.remove', 'Remove subtasks from tasks'],
  ['maniphest.edit:subtasks.set', 'Replace the subtasks of tasks'],
  ['maniphest.edit:commits.add', 'Attach commits to tasks'],
  ['maniphest.edit:commits.remove', 'Detach commits from tasks'],
  ['maniphest.edit:commits.set', 'Replace the commits attached to tasks'],
  ['maniphest.edit:column', 'Move tasks on workboards'],
  ['maniphest.edit:points', 'Change the points of tasks'],
  ['maniphest.edit:subtype', 'Change the kind of tasks'],
  ['maniphest.edit:space', 'Move tasks to another space'],
  ['maniphest.edit:view', 'Change who can see tasks'],
  ['maniphest.edit:edit', 'Change who can edit tasks'],
  ['maniphest.edit:mfa', 'Sign changes of tasks with a second factor'],
  ['maniphest.createtask', 'Create tasks'],
  ['maniphest.update', 'Change tasks in every way that you can'],
  ['maniphest.info', 'Read the tasks that you can see'],
  ['maniphest.query', 'Read the tasks that you can see'],
  ['maniphest.gettasktransactions', 'Read the history and the comments of tasks'],
  ['maniphest.status.search', 'Read which statuses tasks can have'],
  ['maniphest.priority.search', 'Read which priorities tasks can have'],
  ['project.search', 'Read the projects that you can see'],
  ['project.edit', 'Create projects and change them in every way that you can'],
  ['project.edit:create', 'Create projects'],
  ['project.edit:name', 'Rename projects'],
  ['project.edit:members.add', 'Add members to projects'],
  ['project.edit:members.remove', 'Remove members from projects'],
  ['project.edit:members.set', 'Replace the members of projects'],
  ['user.search', 'Look people up'],
  ['user.query', 'Look people up'],
  ['user.whoami', 'Know who you are: your user name, real name and e-mail address'],
  ['transaction.search', 'Read the history and the comments of what you can see'],
  ['phid.lookup', 'Find objects by name, such as T12'],
  ['phid.query', 'Read the name and the address of objects'],
  ['conduit.query', 'Read which methods the server has'],
  ['auth.logout', 'Sign you out everywhere'],
])
