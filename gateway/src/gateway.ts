import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { CallLog } from './audit/call-log/call-log.ts'
import type { Backend } from './backends/backend.ts'
import type { PhorgeLink } from './backends/phorge/link.ts'
import type { Config } from './config.ts'
import type { Database } from './database/schema.ts'
import type { Limits } from './limits/limits.ts'
import type { Postman } from './mail/postman.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { SignInLimit } from './sessions/sign-in-limit.ts'
import type { TokenKey } from './tokens/token-key.ts'
import type { KeyRing } from './vault/key-ring.ts'

/** What every part of the gateway is given: nothing reads a module variable, so that a test can start ten of them. */
export interface Gateway {
  readonly config: Config
  readonly database: Kysely<Database>
  readonly backend: Backend
  /** What secrets that are needed again are encrypted with. None of these keys is in the database. */
  readonly keys: KeyRing
  /** Slows down the guessing of second factors. */
  readonly secondFactorLimit: SignInLimit
  /** How people of a Phorge sign in here. `undefined` without a Phorge. */
  readonly phorge?: PhorgeLink | undefined
  /** Now, in epoch seconds. */
  readonly now: () => number
  readonly log: Logger
  /** Makes what is stored of tokens. */
  readonly tokenKey: TokenKey
  /** How often may be called. */
  readonly limits: Limits
  /** Sends the mail that is queued, when a mail server is in the settings. */
  readonly postman?: Postman | undefined
  /** Where calls are counted, when somebody wants to see it. */
  readonly metrics?: Metrics | undefined
  /** Where calls are written down, unless the settings say that they are not. */
  readonly callLog?: CallLog | undefined
}
