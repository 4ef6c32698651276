import type { Clock } from '../clock.ts'
import type { CallOptions, Conduit } from '../conduit.ts'
import { isPhid } from '../methods/is-phid.ts'
import type { ManiphestTask } from '../methods/maniphest.ts'
import type { Handle } from '../methods/phid.ts'
import type { Project } from '../methods/project.ts'
import type { Page } from '../methods/search.ts'
import type { User, WhoAmI } from '../methods/user.ts'
import type { Phid } from '../methods/values.ts'
import { parseReference, type TaskReference } from '../tasks/reference.ts'
import { Remembered } from '../tasks/remembered.ts'
import { Batch } from './batch.ts'

/** Who: `'@rjkaplan'`, the bare user name, or a PHID. */
export type PersonReference = string

/** Which project: `'#backend'`, its slug, or its PHID. */
export type ProjectReference = string

/**
 * Single objects. What is asked for within one tick goes out as one call for each hundred, so that asking one by one costs
 * what asking for a list does. Each is seen as this client's user sees it: two users share no call. `undefined` stands for
 * what does not exist or this user may not see.
 *
 * @example
 * ```ts
 * const [task, person] = await Promise.all([conduit.lookup.task('T12'), conduit.lookup.user('@rjkaplan')])
 * ```
 */
export class Lookups {
  readonly #conduit: Conduit
  readonly #whoami: Remembered<WhoAmI>
  readonly #batches = new Map<string, Batch<Key, unknown>>()

  constructor(conduit: Conduit, clock: Clock) {
    this.#conduit = conduit
    this.#whoami = new Remembered(() => clock.now())
  }

  /** Who this client calls as. Kept for five minutes, or until this client changes a user. */
  whoami(): Promise<WhoAmI> {
    return this.#whoami.get(() => this.#conduit.user.whoami())
  }

  /** With its projects and subscribers. @throws {ValidationError} for what cannot be a task. */
  async task(task: TaskReference, options?: CallOptions): Promise<ManiphestTask | undefined> {
    const reference = parseReference(task)
    const [constraint, key] = reference.kind === 'id' ? ['ids', reference.id] : ['phids', reference.phid]
    return this.#get<ManiphestTask>('maniphest.search', constraint, key, options)
  }

  /** A person, bot or mailing list. */
  user(person: PersonReference, options?: CallOptions): Promise<User | undefined> {
    return this.#named<User>('user.search', 'usernames', person, options)
  }

  /** A project; a slug that it had before leads to it too. */
  project(project: ProjectReference, options?: CallOptions): Promise<Project | undefined> {
    return this.#named<Project>('project.search', 'slugs', project, options)
  }

  /** How any object is named, and where it is seen. */
  handle(phid: Phid, options?: CallOptions): Promise<Handle | undefined> {
    return this.#get<Handle>('phid.query', '', phid, options)
  }

  /** Called after each write of this client: what is kept may not be true any more. */
  forget(method: string): void {
    if (/^(user|auth)\./.test(method)) this.#whoami.drop()
  }

  async #named<Item>(
    method: string,
    constraint: string,
    reference: string,
    options: CallOptions | undefined,
  ): Promise<Item | undefined> {
    if (isPhid(reference)) return this.#get(method, 'phids', reference, options)
    const name = reference.trim().replace(/^[@#]/, '').toLowerCase()
    return name ? this.#get(method, constraint, name, options) : undefined
  }

  /** @param constraint Which identifiers `key` is one of; each of its own call, as two constraints would both have to hold. */
  #get<Item>(
    method: string,
    constraint: string,
    key: Key,
    options: CallOptions | undefined,
  ): Promise<Item | undefined> {
    const name = `${method} ${constraint}`
    let batch = this.#batches.get(name)
    if (!batch) {
      batch = new Batch(async (keys, options) => {
        const params = constraint
          ? { constraints: { [constraint]: keys }, limit: 100, ...ATTACHED[method] }
          : { phids: keys }
        const found = await this.#conduit.call(method, params, options)
        return constraint ? entriesOf(found as Page<Found>) : Object.entries(found as object)
      })
      this.#batches.set(name, batch)
    }
    return batch.get(key, options) as Promise<Item | undefined>
  }
}

/** What a `Task` is made of. */
const ATTACHED: Readonly<Record<string, object>> = {
  'maniphest.search': { attachments: { projects: true, subscribers: true } },
}

type Key = string | number

interface Found {
  readonly id: number
  readonly phid: Phid
  readonly fields: { readonly username?: string; readonly slug?: string | null }
}

/** Each object under whatever it may have been asked for. */
function* entriesOf({ data, maps }: Page<Found>): Iterable<readonly [Key, Found]> {
  for (const item of data) {
    const { id, phid, fields } = item
    yield [id, item]
    yield [phid, item]
    yield [(fields.username ?? fields.slug ?? '').toLowerCase(), item]
    // A project has one slug of its own and any number of others.
    for (const [slug, mapped] of Object.entries((maps?.slugMap ?? {}) as SlugMap)) {
      if (mapped.projectPHID === phid) yield [slug, item]
    }
  }
}

type SlugMap = Readonly<Record<string, { readonly projectPHID?: unknown }>>
