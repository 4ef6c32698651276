import type { Kysely } from 'kysely'
import * as z from 'zod'
import type { Database } from '../../database/schema.ts'
import { type MethodDescription, type NewMethods, Unavailable } from '../backend.ts'

type Methods = Readonly<Record<string, MethodDescription>>

/** What is remembered of a Phorge's methods, so that a start needs no Phorge and a new method is seen as new. */
export interface Remembered {
  readonly methods: Methods
  /** Seen later than the first time, and not let in by an administrator yet. */
  readonly news: Methods
}

export interface CatalogueOptions {
  /** The result of `conduit.query`. @throws {Unavailable} */
  readonly ask: () => Promise<unknown>
  readonly load: () => Promise<Remembered | undefined>
  /** @param database the transaction that it belongs to, where there is one */
  readonly save: (remembered: Remembered, database?: Kysely<Database>) => Promise<void>
  /** There are methods that were not there before; nobody can call them. */
  readonly announce: (names: readonly string[]) => void
}

/** PHP writes an empty map as a list. */
const params = z.preprocess((value) => (Array.isArray(value) ? {} : value), z.record(z.string(), z.string()))
const queried = z.record(z.string(), z.object({ description: z.string(), params, return: z.string() }))

/**
 * The methods of one Phorge. What it had when it was asked for the first time may be granted; what an upgrade brings is
 * denied until an administrator has let it in.
 */
export class MethodCatalogue implements NewMethods {
  readonly #options: CatalogueOptions
  #remembered: Remembered | undefined
  #current: ReadonlyMap<string, MethodDescription> | undefined
  #asking: Promise<void> | undefined

  constructor(options: CatalogueOptions) {
    this.#options = options
  }

  /** The methods that may be granted. Asks only when nothing is known yet. @throws {Unavailable} */
  async methods(): Promise<ReadonlyMap<string, MethodDescription>> {
    if (!this.#current) await this.refresh()
    return this.#current ?? new Map()
  }

  get isKnown(): boolean {
    return this.#current !== undefined
  }

  /** Names of methods that wait for an administrator, in alphabetical order. */
  get news(): string[] {
    return Object.keys(this.#remembered?.news ?? {}).sort()
  }

  async load(): Promise<void> {
    const remembered = await this.#options.load()
    if (remembered) this.#take(remembered)
  }

  /** Asks the Phorge; several at once ask once. @throws {Unavailable} */
  refresh(): Promise<void> {
    this.#asking ??= this.#refresh().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  /** Lets new methods in: from now on they may be granted as all others. */
  async letIn(names: readonly string[], database: Kysely<Database>): Promise<void> {
    const { methods, news } = this.#remembered ?? { methods: {}, news: {} }
    const isMeant = ([name]: [string, MethodDescription]) => names.includes(name)
    const remembered = {
      methods: { ...methods, ...Object.fromEntries(Object.entries(news).filter(isMeant)) },
      news: Object.fromEntries(Object.entries(news).filter((entry) => !isMeant(entry))),
    }
    await this.#options.save(remembered, database)
    this.#take(remembered)
  }

  async #refresh(): Promise<void> {
    const found = methodsIn(await this.#options.ask())
    const before = this.#remembered
    const isNew = ([name]: [string, MethodDescription]) =>
      before !== undefined && !Object.hasOwn(before.methods, name)
    const news = Object.fromEntries(Object.entries(found).filter(isNew))
    const methods = Object.fromEntries(Object.entries(found).filter((entry) => !isNew(entry)))
    const unheard = Object.keys(news).filter((name) => !Object.hasOwn(before?.news ?? {}, name))
    const remembered = { methods, news }
    this.#take(remembered)
    await this.#options.save(remembered)
    if (unheard.length > 0) this.#options.announce(unheard)
  }

  #take(remembered: Remembered): void {
    this.#remembered = remembered
    this.#current = new Map(Object.entries(remembered.methods))
  }
}

function methodsIn(result: unknown): Methods {
  const { data, error } = queried.safeParse(result)
  if (data) return data
  throw new Unavailable('Phorge does not tell its methods in the way it is known to.', {
    illness: 'failed',
    status: 503,
    done: 'no',
    cause: error,
  })
}
