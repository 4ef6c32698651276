import type { EpochSeconds } from 'phorge-conduit'
import { ServerClock } from './clock.ts'
import { ConduitServer } from './conduit-server.ts'
import type { NewProject, SeededTask } from './seed.ts'
import type { NewApplication } from './sign-in/application.ts'
import { type DefaultUser, type NewUser, withDefaults } from './users.ts'

/** What a server begins with. */
export interface StartOptions<UserName extends string = never> {
  /**
   * Accounts beside `rjkaplan`, an administrator, and `angie`: a user name is enough. Who names one of these two
   * describes them anew.
   */
  readonly users?: readonly (UserName | NewUser<UserName>)[] | undefined
  /** Projects: a name is enough, and gives the hashtag. */
  readonly projects?: readonly (string | NewProject)[] | undefined
  /** Tasks: the first is T1. */
  readonly tasks?: readonly SeededTask<UserName | DefaultUser>[] | undefined
  readonly applications?: readonly NewApplication[] | undefined
  /**
   * `gateway`, with OAuth 2, scopes and `Idempotency-Key`; or `phorge`, which is a stock Phorge on the wire: sessions with
   * CSRF, its own OAuth server, and none of the rest. @default 'gateway'
   */
  readonly face?: 'gateway' | 'phorge' | undefined
  /** Where the server's clock stands until it is advanced, or a clock of your own. @default the machine's */
  readonly now?: EpochSeconds | (() => EpochSeconds) | undefined
}

/**
 * Starts a Conduit server in this process: a gateway with its embedded Maniphest, in memory, on a free port of
 * loopback. It answers on the wire as Phorge does.
 *
 * @example
 * ```ts
 * await using server = await startConduit({ users: ['maria'], projects: ['Backend'] })
 * const task = await server.conduit('maria').tasks.create({ title: 'Checkout fails', projects: ['#backend'] })
 * ```
 */
export function startConduit<const UserName extends string = never>(
  options: StartOptions<UserName> = {},
): Promise<ConduitServer<UserName>> {
  const { users = [], projects = [], tasks = [], applications = [], face = 'gateway', now } = options
  const seed = { users: withDefaults(users), projects, tasks, applications, face }
  return ConduitServer.start<UserName>(seed, new ServerClock(now))
}
