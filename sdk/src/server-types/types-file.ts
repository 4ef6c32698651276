import type { ManiphestStatus } from '../methods/maniphest.ts'
import { compare, interfaceOf, literal } from './declaration.ts'
import { methodInterfaces } from './method-types.ts'
import type { ServerDescription } from './server-description.ts'

/** The text of a declaration file with the types of a server. The same server gives the same text. */
export function typesFile(server: ServerDescription, command = 'phorge-conduit types'): string {
  const body = [serverTypes(server), ...methodInterfaces(server)].join('\n\n')
  const imported = IMPORTABLE.filter((name) => new RegExp(`\\b${name}\\b`).test(body))
  return `${[
    `// What ${server.url} has, as it tells itself. Written by a program: do not edit it, write it anew with`,
    `//   ${command}`,
    ...notes(server).map((note) => `// ${note}`),
    '//',
    '// biome-ignore-all format: written by a program',
    '// biome-ignore-all lint: written by a program',
    '/* eslint-disable */',
    '// prettier-ignore',
    imported.length > 0 ? `import type { ${imported.join(', ')} } from 'phorge-conduit'` : 'export {}',
    '',
    '// prettier-ignore',
    "declare module 'phorge-conduit' {",
    body,
    '}',
  ].join('\n')}\n`
}

const IMPORTABLE = [
  'EditMethod',
  'FoundObject',
  'Method',
  'NoParams',
  'PagedMethod',
  'Phid',
  'PhpMap',
  'SearchMethod',
  'SearchParams',
]

/** What a reader could take for more than it is. */
function notes({ customFields, subtypes, sample }: ServerDescription): string[] {
  return [
    subtypes
      ? `Subtypes are those of the ${sample} newest tasks, and those named by --subtype.`
      : 'Which subtypes there are was not to be seen: there was no task to look at.',
    ...(customFields
      ? [
          `What custom fields hold is what they held in the ${sample} newest tasks: unknown where none had a value.`,
        ]
      : ['Which custom fields there are was not told to this token.']),
  ]
}

function serverTypes(server: ServerDescription): string {
  const { statuses, priorities, customFields, subtypes } = server
  const members = [
    ...(statuses ? choice('openTaskStatus', statusesThat(statuses, false)) : []),
    ...(statuses ? choice('closedTaskStatus', statusesThat(statuses, true)) : []),
    ...(priorities
      ? choice(
          'taskPriority',
          priorities.flatMap(({ keywords }) => keywords.map(literal)),
        )
      : []),
    ...(priorities
      ? choice(
          'taskPriorityValue',
          priorities.map(({ value }) => String(value)),
        )
      : []),
    ...(subtypes ? choice('taskSubtype', subtypes.map(literal)) : []),
    ...(customFields ? taskCustomFields(customFields) : []),
    ...choice('absentMethod', server.absentMethods.map(literal)),
  ]
  return interfaceOf('ServerTypes', members)
}

function statusesThat(statuses: readonly ManiphestStatus[], areClosed: boolean): string[] {
  return statuses.filter(({ closed }) => closed === areClosed).map(({ value }) => literal(value))
}

/** One on a line, sorted, so that a difference is a line too. */
function choice(name: string, members: readonly string[]): string[] {
  if (members.length === 0) return [`${name}: never`]
  const sorted = [...new Set(members)].sort(
    (one, other) => Number(one) - Number(other) || compare(one, other),
  )
  return [`${name}:`, ...sorted.map((member) => `  | ${member}`)]
}

function taskCustomFields(fields: ReadonlyMap<string, readonly unknown[]>): string[] {
  const members = [...fields].map(([key, values]) => `  ${literal(key)}: ${heldType(values)}`)
  return ['taskCustomFields: {', ...members.sort(compare), '}']
}

/** What a custom field holds, by what it held. Any of them can be empty. */
function heldType(values: readonly unknown[]): string {
  const types = new Set(values.flatMap((value) => (value === null ? [] : [jsonType(value)])))
  return types.size === 0 ? 'unknown' : [...[...types].sort(compare), 'null'].join(' | ')
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string') ? 'readonly string[]' : 'readonly unknown[]'
  }
  return typeof value === 'object' ? 'Readonly<Record<string, unknown>>' : typeof value
}
