import type { DatabaseSync } from 'node:sqlite'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Errors } from './errors/errors.ts'
import type { People } from './sign-in/people.ts'
import type { ViewerSignIn } from './sign-in/sign-in.ts'
import type { TaskLinks } from './tasks/links.ts'
import type { Statuses } from './tasks/statuses.ts'

/** What every part of the error viewer is given: nothing reads a module variable, so that a test can start ten of them. */
export interface Viewer {
  readonly config: Config
  readonly database: DatabaseSync
  readonly errors: Errors
  readonly links: TaskLinks
  readonly people: People
  readonly signIn: ViewerSignIn
  readonly statuses: Statuses
  /** Create keys of the creates that this process is waiting for. */
  readonly underWay: Set<string>
  /** The user name in the DSN, and the DSN. */
  readonly publicKey: string
  readonly dsn: string
  /** Now, in epoch seconds. */
  readonly now: () => number
  readonly log: FastifyBaseLogger
  /** Another `fetch` than the platform's, for calls to Conduit. */
  readonly fetch: typeof fetch | undefined
}
