import { knownMethods } from '../methods/names.ts'

/** Where the type of a method is written: in an interface of this package, below these names. */
export interface Place {
  readonly interface: string
  readonly path: readonly string[]
}

/** What `conduit` has besides applications: a method of an application with such a name is called by `call` alone. */
const TAKEN: ReadonlySet<string> = new Set([
  'as',
  'call',
  'can',
  'constructor',
  'lookup',
  'paginate',
  'require',
  'tasks',
  'url',
])

/**
 * Where a method of a server belongs, so that it is called like the others: `acme.deploy` is `conduit.acme.deploy`. By its
 * name alone, with `call`, where its path is taken by something else.
 */
export function placeOf(method: string, all: readonly string[]): Place {
  const [application = '', ...path] = method.split('.')
  const byName = { interface: 'ConduitMethods', path: [method] }
  if (path.length === 0 || TAKEN.has(application) || all.some((other) => method.startsWith(`${other}.`)))
    return byName
  const [first = ''] = path
  if (![application, ...path].every(isProperty)) return byName
  if (isKnown(`${application}.${first}`)) return byName
  return isKnown(application)
    ? { interface: interfaceOf(application), path }
    : { interface: 'Applications', path: [application, ...path] }
}

/** The name of the method whose type stands at a place. */
export function methodAt({ interface: name, path }: Place): string {
  if (name === 'ConduitMethods' || name === 'Applications') return path.join('.')
  return [applicationOf(name), ...path].join('.')
}

/** What no function has already (`name`, `call`), and what does not make a promise of it. */
function isProperty(part: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(part) && part !== 'then' && !(part in isProperty)
}

function isKnown(prefix: string): boolean {
  return [...knownMethods.keys()].some((name) => name === prefix || name.startsWith(`${prefix}.`))
}

/** `ManiphestMethods`; for the methods of Conduit itself a name is taken, so that theirs is longer. */
function interfaceOf(application: string): string {
  const name = `${application.charAt(0).toUpperCase()}${application.slice(1)}`
  return name === 'Conduit' ? 'ConduitConduitMethods' : `${name}Methods`
}

function applicationOf(interfaceName: string): string {
  return interfaceName
    .replace(/^ConduitConduit/, 'Conduit')
    .replace(/Methods$/, '')
    .toLowerCase()
}
