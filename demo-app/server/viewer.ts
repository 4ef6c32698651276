import type { DatabaseSync } from 'node:sqlite'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Errors } from './errors/errors.ts'

/** What every part of the error viewer is given: nothing reads a module variable, so that a test can start ten of them. */
export interface Viewer {
  readonly config: Config
  readonly database: DatabaseSync
  readonly errors: Errors
  /** The user name in the DSN. */
  readonly publicKey: string
  /** Now, in epoch seconds. */
  readonly now: () => number
  readonly log: FastifyBaseLogger
}
