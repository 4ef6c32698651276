import { aspectsOf } from './aspects.ts'
import { expandScopes } from './expand.ts'
import { type DenyList, openMethods, unauthenticatedMethods, writes } from './methods.ts'
import { type Scope, scopeOf } from './scope.ts'

/** Rules that an administrator starts from. What it stands for is decided on saving, as with a pattern. */
export interface Preset {
  readonly name: string
  readonly text: string
  readonly description: string
  /** Names and patterns, or which methods. */
  readonly allows: readonly string[] | ((method: string) => boolean)
}

/** What tells of people's tokens and applications is no part of reading what is in Phorge: it is allowed by name. */
const OF_THE_GATEWAY = /^(?:token|application)\./

const reading = [
  'maniphest.search',
  'project.search',
  'project.column.search',
  'user.search',
  'transaction.search',
  'phid.lookup',
  'phid.query',
]

export const presets: readonly Preset[] = [
  {
    name: 'error-viewer',
    text: 'Tasks as an error viewer needs them',
    description: 'Look tasks up, create them, change their status, comment on them',
    allows: [
      'maniphest.search',
      'maniphest.edit:create',
      'maniphest.edit:status',
      'maniphest.edit:comment',
      'project.search',
      'user.search',
    ],
  },
  {
    name: 'tasks-read',
    text: 'Tasks, read-only',
    description: 'Read tasks with their people, projects and history, and change nothing',
    allows: reading,
  },
  {
    name: 'tasks',
    text: 'Tasks only',
    description: 'The same, and create tasks and change them in every way but who may see or edit them',
    allows: [...reading, ...tasksWithoutPolicies()],
  },
  {
    name: 'read-only',
    text: 'Read-only',
    description: 'Every method that changes nothing, of all of Phorge’s applications',
    allows: (method) => !writes(method) && !OF_THE_GATEWAY.test(method),
  },
  { name: 'nothing', text: 'Nothing', description: 'Take everything away', allows: [] },
]

export function presetOf(name: string): Preset | undefined {
  return presets.find((preset) => preset.name === name)
}

/** The explicit list that a preset stands for on this server. What the server does not have is left out. */
export function scopesOf({ allows }: Preset, methods: Iterable<string>, deny: DenyList): readonly Scope[] {
  if (typeof allows !== 'function') return expandScopes(allows, methods, deny).scopes
  const isChoice = (method: string) => !openMethods.has(method) && !unauthenticatedMethods.has(method)
  const chosen = [...methods].filter((method) => isChoice(method) && allows(method))
  return expandScopes(chosen, methods, deny).scopes
}

/** Who may see or edit a task is decided by people, not by a program that works on tasks. */
function tasksWithoutPolicies(): Scope[] {
  const policies = new Set(['view', 'edit', 'space', 'mfa'])
  return aspectsOf('maniphest.edit')
    .filter((aspect) => !policies.has(aspect))
    .map((aspect) => scopeOf('maniphest.edit', aspect))
}
