import { systemClock } from './clock.ts'
import { ConduitCore } from './conduit-core.ts'
import { Lookups } from './lookups/lookups.ts'
import type { ConduitOptions } from './options.ts'
import type { Scope } from './scoped/scope.ts'
import type { ScopedConduit } from './scoped/scoped-conduit.ts'
import { Tasks } from './tasks/tasks.ts'

export type { CallOptions, ConduitOptions } from './options.ts'

/**
 * A client for the Conduit API of a Phorge, a Phabricator, or a phorge-conduit-gateway.
 *
 * @example
 * ```ts
 * const conduit = new Conduit({ url: 'https://phorge.example.com', credential: apiToken(token) })
 * const { userName } = await conduit.user.whoami()
 * for await (const task of conduit.maniphest.search({ constraints: { statuses: ['open()'] } })) {
 *   console.log(`T${task.id} ${task.fields.name}`)
 * }
 * ```
 */
export class Conduit extends ConduitCore {
  /** Tasks as people think of them: open and closed, by monogram. */
  readonly tasks: Tasks
  /** Single objects, a hundred to a call. */
  readonly lookup: Lookups

  /**
   * @param peer Used by `as`.
   * @throws {ConfigurationError} when an option cannot be what was meant, such as a `url` without `https://`.
   */
  constructor(options: ConduitOptions, peer?: Conduit) {
    super(options, peer)
    const { clock = systemClock } = options
    this.lookup = new Lookups(this, clock)
    this.tasks = new Tasks(this, clock, peer?.tasks)
  }

  protected override wrote(method: string): void {
    this.lookup.forget(method)
  }

  /**
   * This client, for the compiler limited to what these scopes allow: calling any other method is then a type error which
   * names the scope. A scope that there is not is one too. When the program runs it is the same client, and the server
   * decides.
   *
   * @example
   * ```ts
   * const scopes = ['maniphest.search', 'maniphest.edit:status'] as const
   * const viewer = conduit.withScopes(scopes)
   * await viewer.tasks.close('T12')
   * ```
   */
  withScopes<const Asked extends readonly Scope[]>(_scopes: Asked): ScopedConduit<Asked[number]> {
    return this as unknown as ScopedConduit<Asked[number]>
  }
}
