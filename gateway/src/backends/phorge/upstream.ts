import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel'
import { Pool } from 'undici'
import { UnreadableRequest } from '../../conduit/decode.ts'
import { REQUEST_ID } from '../../request-id.ts'
import { type Breaker, Unavailable } from '../backend.ts'
import { type Exchange, type Exchanged, exchange } from './exchange.ts'
import { type Access, busy, illnessOf, illnessOfError, resting } from './illness.ts'

export interface UpstreamOptions {
  /** Address of the Phorge: scheme, host and port. */
  readonly url: string
  /** The address that Phorge knows itself by: it answers to no other host name. @default `url` */
  readonly publicUrl?: string | undefined
  /** Milliseconds within which an answer has to begin, all attempts together. @default 30000 */
  readonly deadline?: number
  /** Connections to the Phorge. More than its PHP has workers is of no use. @default 32 */
  readonly connections?: number
  /** Calls that wait or are under way, before further ones are refused. @default 8 for each connection */
  readonly mostAtOnce?: number
  /** Milliseconds that an ill Phorge is left alone before one call tries it. @default 1000 */
  readonly rest?: number
}

export interface UpstreamRequest {
  /** `/api/user.whoami` */
  readonly path: string
  readonly body: string | Readable
  readonly signal: AbortSignal
  /** A `read` may be sent again. */
  readonly access: Access
  /** Ours: see `request-id.ts`. */
  readonly requestId?: string | undefined
}

interface Attempt extends UpstreamRequest {
  /** When the first one began, as `performance.now()`. */
  readonly began: number
}

/** Its status is 200 and its type `application/json`; what is in it has not been looked at. */
export type UpstreamAnswer = Pick<Exchanged, 'body' | 'waited'>

/** Failures in a row after which it is left alone. */
const PATIENCE = 5
const REPETITIONS = 1
const REPETITION_DELAY = 100
/** Shorter than what web servers give: nothing is sent on a connection that they are just closing. */
const KEEP_ALIVE = 4000

/** The way to one Phorge: a pool of connections, a deadline, and a circuit breaker. */
export class Upstream {
  readonly #pool: Pool
  readonly #headers: Readonly<Record<string, string>>
  readonly #breaker: CircuitBreakerPolicy
  readonly #deadline: number
  readonly #mostAtOnce: number
  readonly #rest: number
  #underWay = 0

  constructor({
    url,
    publicUrl = url,
    deadline = 30_000,
    connections = 32,
    mostAtOnce = 8 * connections,
    rest = 1000,
  }: UpstreamOptions) {
    this.#deadline = deadline
    this.#mostAtOnce = mostAtOnce
    this.#rest = rest
    this.#headers = { ...HEADERS, host: new URL(publicUrl).host }
    this.#pool = new Pool(url, {
      connections,
      connect: { timeout: Math.min(deadline, 5000) },
      headersTimeout: deadline,
      bodyTimeout: deadline,
      keepAliveTimeout: KEEP_ALIVE,
      keepAliveMaxTimeout: KEEP_ALIVE,
    })
    this.#breaker = circuitBreaker(handleWhen(isIll), {
      halfOpenAfter: rest,
      breaker: new ConsecutiveBreaker(PATIENCE),
    })
  }

  /** When it is open, a call is tried after the rest. */
  get breaker(): Breaker {
    return breakers[this.#breaker.state]
  }

  /** Tells of every change between well and ill. */
  onChange(listener: (isWell: boolean) => void): void {
    this.#breaker.onBreak(() => listener(false))
    this.#breaker.onReset(() => listener(true))
  }

  /** @throws {Unavailable} */
  async post(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (this.#underWay >= this.#mostAtOnce) throw busy()
    this.#underWay += 1
    try {
      return await this.#attempts({ ...request, began: performance.now() }, REPETITIONS)
    } catch (error) {
      throw error instanceof UnreadableRequest ? error : illnessOfError(error, request.access)
    } finally {
      this.#underWay -= 1
    }
  }

  async #attempts(request: Attempt, left: number): Promise<UpstreamAnswer> {
    try {
      return await this.#guarded(request)
    } catch (error) {
      if (left === 0 || !isRepeatable(request, error)) throw error
      await setTimeout(REPETITION_DELAY * Math.random(), undefined, { signal: request.signal })
      return this.#attempts(request, left - 1)
    }
  }

  async #guarded(request: Attempt): Promise<UpstreamAnswer> {
    try {
      return await this.#breaker.execute(() => this.#send(request))
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw resting(Math.ceil(this.#rest / 1000))
      throw error
    }
  }

  /** Every header is ours: of what the caller sent nothing goes along but an id that was found to be one. */
  async #send({ path, body, signal, access, requestId, began }: Attempt): Promise<UpstreamAnswer> {
    const headers = requestId === undefined ? this.#headers : { ...this.#headers, [REQUEST_ID]: requestId }
    // An upload has all the time it needs to arrive; the pool's own timeout begins when it has.
    const timeout =
      typeof body === 'string' ? this.#deadline - Math.floor(performance.now() - began) : undefined
    const answer = await this.#exchange({ path, body, signal, headers, timeout }, access)
    const header = (name: string) => String(answer.headers[name] ?? '')
    const illness = illnessOf(
      {
        statusCode: answer.statusCode,
        contentType: header('content-type'),
        retryAfter: header('retry-after'),
      },
      access,
    )
    if (!illness) return answer
    if (answer.body instanceof Readable) answer.body.destroy()
    throw illness
  }

  async #exchange(request: Exchange, access: Access): Promise<Exchanged> {
    try {
      return await exchange(this.#pool, request)
    } catch (error) {
      // What is wrong with the caller's body is not the upstream's illness.
      throw error instanceof UnreadableRequest ? error : illnessOfError(error, access)
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}

const breakers: Readonly<Record<CircuitState, Breaker>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
}

const HEADERS = {
  'content-type': 'application/x-www-form-urlencoded',
  'user-agent': 'phorge-conduit-gateway',
}

/** What counts against it. A caller who hangs up, a rate limit and a wrong address say nothing of its health. */
function isIll(error: unknown): boolean {
  if (!(error instanceof Unavailable)) return false
  const { name } = (error.cause ?? {}) as Error
  return (
    name !== 'AbortError' &&
    ['unreachable', 'timeout', 'lost', 'failed', 'unavailable'].includes(error.illness)
  )
}

/** Only of what is known to read, and only of what may have passed. A deadline that is over leaves no time anyway. */
function isRepeatable({ access, body }: UpstreamRequest, error: unknown): boolean {
  if (access !== 'read' || typeof body !== 'string' || !(error instanceof Unavailable)) return false
  return ['lost', 'unavailable', 'failed'].includes(error.illness)
}
