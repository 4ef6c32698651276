/** What the error viewer wants to do, by the scope that allows it. */
const MEANINGS: Readonly<Record<string, string>> = {
  'maniphest.search': 'see tasks and their states',
  'maniphest.edit': 'create and change tasks',
  'maniphest.edit:create': 'create tasks',
  'maniphest.edit:title': 'set a task’s title',
  'maniphest.edit:description': 'set a task’s description',
  'maniphest.edit:status': 'close and reopen tasks',
  'maniphest.edit:comment': 'comment on tasks',
  'maniphest.edit:priority': 'set a task’s priority',
  'maniphest.edit:projects.add': 'add tasks to projects',
  'maniphest.edit:projects.set': 'set a task’s projects',
  'project.search': 'find projects',
  'user.search': 'find people',
  'phid.lookup': 'find tasks by name',
}

export const describeScope = (scope: string): string => MEANINGS[scope] ?? `use ${scope}`
