import { answered, Refusal, refused } from '../../conduit/method/refusal.ts'
import type { Account, Backend, BackendCall, Envelope, MethodDescription } from '../backend.ts'
import { Accounts, type NewAccount } from './accounts/accounts.ts'
import { seedDemo } from './accounts/demo.ts'
import { ReadyTasks } from './maniphest/search/tasks.ts'
import type { Context } from './method.ts'
import { methods } from './methods.ts'
import { openStore, type Store } from './store.ts'

export type { NewAccount } from './accounts/accounts.ts'
export { demoAccounts } from './accounts/demo.ts'

export interface EmbeddedOptions {
  /** Folder of `maniphest.sqlite`, or `:memory:`. */
  readonly dataDirectory: string | ':memory:'
  /** Start of every `uri` in an answer. */
  readonly publicUrl: string
  readonly now: () => number
  /** Fill an empty database with the demo accounts, projects and no tasks. */
  readonly demo: boolean
  /** Methods that somebody else answers, to be told with those here. */
  readonly own?: ReadonlyMap<string, MethodDescription>
}

/**
 * A small Maniphest of the gateway's own, that answers on the wire as Phorge does.
 *
 * The server-rendered pages have no functions of their own here: they make the same calls as everybody, with the person
 * who is signed in as the viewer – `maniphest.search` for a task or a list, `transaction.search` for the timeline,
 * `user.search` with `{constraints: {phids}}` for the names in it. So a page can never show more than the viewer may
 * see.
 */
export class EmbeddedBackend implements Backend {
  readonly kind = 'embedded'
  readonly #store: Store
  readonly #accounts: Accounts
  readonly #context: Context

  constructor(
    store: Store,
    { publicUrl, now, demo, own = new Map() }: Omit<EmbeddedOptions, 'dataDirectory'>,
  ) {
    this.#store = store
    this.#accounts = new Accounts(store, now)
    this.#context = {
      store,
      accounts: this.#accounts,
      readyTasks: new ReadyTasks(store),
      publicUrl,
      now,
      methods: new Map([
        ...[...methods].map(([name, { description }]) => [name, description] as const),
        ...own,
      ]),
    }
    if (demo) seedDemo(this.#context)
  }

  async methods(): Promise<ReadonlyMap<string, MethodDescription>> {
    return this.#context.methods
  }

  async call({ method: name, params, typed, viewer }: BackendCall): Promise<Envelope> {
    const method = methods.get(name)
    try {
      if (!method) throw new Refusal('ERR-CONDUIT-CALL', `This server has no method "${name}".`)
      if ('anonymous' in method) return answered(method.answer(this.#context))
      if (!viewer) throw new Refusal('ERR-INVALID-SESSION', 'This method has to be called as somebody.')
      return answered(method.answer(this.#context, { params, typed, viewer }))
    } catch (error) {
      if (error instanceof Refusal) return refused(error)
      throw error
    }
  }

  /** @throws {Error} when the name is taken or malformed, or the password has fewer than 8 characters. */
  async createAccount(account: NewAccount): Promise<Account> {
    return this.#accounts.create(account)
  }

  async setPassword(phid: string, password: string): Promise<void> {
    await this.#accounts.setPassword(phid, password)
  }

  async disableAccount(phid: string): Promise<void> {
    this.#accounts.setDisabled(phid, true)
  }

  async enableAccount(phid: string): Promise<void> {
    this.#accounts.setDisabled(phid, false)
  }

  async accountByPhid(phid: string): Promise<Account | undefined> {
    return this.#accounts.byPhid(phid)
  }

  async accountByName(userName: string): Promise<Account | undefined> {
    return this.#accounts.byName(userName)
  }

  async verifyPassword(userName: string, password: string): Promise<Account | undefined> {
    return this.#accounts.verify(userName, password)
  }

  async close(): Promise<void> {
    this.#store.close()
  }
}

export async function openEmbeddedBackend({
  dataDirectory,
  ...options
}: EmbeddedOptions): Promise<EmbeddedBackend> {
  return new EmbeddedBackend(openStore(dataDirectory), options)
}
