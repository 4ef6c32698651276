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
  const objects = objectsOf(method)
  if (aspect?.startsWith('custom.'))
    return `Change the field “${aspect.slice('custom.'.length)}” of ${objects}`
  if (aspect !== undefined) {
    return aspects.get(aspect)?.replace('…', objects) ?? `Change ${objects} (${aspect.replaceAll('.', ' ')})`
  }
  if (method.endsWith('.search')) return `Read ${objects}`
  if (method.endsWith('.edit')) return `Create ${objects} and change them in every way that you can`
  return writes(method) ? `Call ${method}, which may change things` : `Call ${method}, which only reads`
}

/** `diffusion.repository.edit` is about repositories in Diffusion. */
function objectsOf(method: string): string {
  const known = objects.get(method.slice(0, method.lastIndexOf('.')))
  if (known) return known
  const [application = '', ...rest] = method.split('.').slice(0, -1)
  return rest.length === 0 ? `${application} objects` : `${rest.join(' ')} objects of ${application}`
}

const objects: ReadonlyMap<string, string> = new Map([
  ['maniphest', 'tasks'],
  ['maniphest.status', 'task statuses'],
  ['application', 'OAuth applications'],
  ['token', 'API tokens'],
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

/** Aspects that mean the same for every kind of object. */
const aspects: ReadonlyMap<string, string> = new Map([
  ['create', 'Create …'],
  ['comment', 'Comment on …'],
  ['title', 'Rename …'],
  ['name', 'Rename …'],
  ['description', 'Change the description of …'],
  ['projects.add', 'Add … to projects'],
  ['projects.remove', 'Remove … from projects'],
  ['projects.set', 'Replace the projects of …'],
  ['subscribers.add', 'Subscribe people to …'],
  ['subscribers.remove', 'Unsubscribe people from …'],
  ['subscribers.set', 'Replace the subscribers of …'],
  ['members.add', 'Add members to …'],
  ['members.remove', 'Remove members from …'],
  ['members.set', 'Replace the members of …'],
  ['icon', 'Change the icon of …'],
  ['color', 'Change the colour of …'],
  ['subtype', 'Change the kind of …'],
  ['space', 'Move … to another space'],
  ['view', 'Change who can see …'],
  ['edit', 'Change who can edit …'],
  ['join', 'Change who can join …'],
  ['mfa', 'Sign changes of … with a second factor'],
])

const sentences: ReadonlyMap<string, string> = new Map([
  ['maniphest.search', 'Read the tasks that you can see'],
  ['maniphest.edit:status', 'Change the status of tasks (close and reopen)'],
  ['maniphest.edit:priority', 'Change the priority of tasks'],
  ['maniphest.edit:owner', 'Assign tasks to people'],
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
  ['maniphest.createtask', 'Create tasks'],
  ['maniphest.update', 'Change tasks in every way that you can'],
  ['maniphest.info', 'Read the tasks that you can see'],
  ['maniphest.query', 'Read the tasks that you can see'],
  ['maniphest.gettasktransactions', 'Read the history and the comments of tasks'],
  ['maniphest.status.search', 'Read which statuses tasks can have'],
  ['maniphest.priority.search', 'Read which priorities tasks can have'],
  ['project.edit:slugs', 'Change the hashtags of projects'],
  ['project.edit:parent', 'Make projects subprojects of others'],
  ['project.edit:milestone', 'Make projects milestones of others'],
  ['project.search', 'Read the projects that you can see'],
  ['user.edit', 'Change accounts in every way that you can'],
  ['user.edit:disabled', 'Disable and enable accounts'],
  ['user.edit:approved', 'Approve accounts'],
  ['user.search', 'Look people up'],
  ['user.query', 'Look people up'],
  ['user.whoami', 'Know who you are: your user name, real name and e-mail address'],
  ['transaction.search', 'Read the history and the comments of what you can see'],
  ['phid.lookup', 'Find objects by name, such as T12'],
  ['phid.query', 'Read the name and the address of objects'],
  ['conduit.query', 'Read which methods the server has'],
  ['conduit.ping', 'Ask whether the server is there'],
  ['conduit.getcapabilities', 'Ask which encodings the server takes'],
  ['auth.logout', 'Sign you out everywhere'],
  ['token.search', 'Read the names, rights and last use of your API tokens'],
  ['token.edit', 'Rename, narrow and end your API tokens'],
  ['token.edit:expires', 'Let your API tokens end earlier'],
  ['token.edit:addresses', 'Let your API tokens be used from fewer addresses'],
  ['token.edit:methods', 'Take rights away from your API tokens'],
  ['token.edit:revoke', 'End your API tokens'],
  ['application.search', 'Read about the OAuth applications that you can see'],
  ['application.edit', 'Change, approve, reject and disable OAuth applications as far as you may'],
  ['application.edit:stage', 'Approve, reject and disable OAuth applications as far as you may'],
  ['application.edit:methods', 'Change what OAuth applications ask for, and are approved for'],
  ['application.propose', 'Propose OAuth applications in your name'],
])
