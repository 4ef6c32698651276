import { type Clock, systemClock } from '../clock.ts'
import type { Conduit } from '../conduit.ts'
import { ConfigurationError, isConduitError } from '../errors.ts'
import type { ManiphestConstraints } from '../methods/maniphest.ts'
import type { EpochSeconds } from '../methods/values.ts'
import { report } from '../server/report.ts'
import { Position, type WatchPosition } from './position.ts'
import { type Sweep, sweep, type TaskChange } from './sweep.ts'

/** Says that something happened to some task. `webhookSource` of `phorge-conduit/webhooks` makes one. */
export interface ChangeSource {
  /** @returns what ends the subscription. */
  subscribe(listener: () => void): () => void
}

/** Which tasks to watch, and how. */
export interface WatchOptions {
  /**
   * Which tasks, as they are now: what a change takes out of them is not seen. So leave `statuses` out if you wait for tasks
   * to be closed. @default all
   */
  readonly constraints?: Omit<ManiphestConstraints, 'modifiedStart' | 'modifiedEnd'> | undefined
  /**
   * Where an earlier watch has come to, or a time in epoch seconds from which on something is new.
   * @default now: what is there already is no change
   */
  readonly position?: WatchPosition | EpochSeconds | undefined
  /** Says at once when there is something; else it is noticed when it is asked for the next time. */
  readonly webhooks?: ChangeSource | undefined
  /**
   * Milliseconds between two times of asking. With `webhooks` too, as a call of a webhook can get lost.
   * @default 30000; 300000 with `webhooks`
   */
  readonly interval?: number | undefined
  /** Ends the watch, without an error. */
  readonly signal?: AbortSignal | undefined
  /** Is told of failures that may pass; the watch goes on, and asks less often meanwhile. @default a warning of the platform */
  readonly onFailure?: ((error: unknown) => void) | undefined
  /** @default the machine's */
  readonly clock?: Clock | undefined
}

/** Changes of tasks, as they happen. It can be walked through once. */
export interface TaskWatch extends AsyncIterable<TaskChange> {
  /** Keep it when you have dealt with a change: it is after that one. `undefined` until the watch has begun. */
  readonly position: WatchPosition | undefined
}

/** Milliseconds. */
const LONGEST_PAUSE = 300_000

/**
 * Watches tasks: each change is handed over once, with what was done and the task as it is then. Nothing is left out when
 * several are changed in one second, while pages are turned, or between two runs of a program that keeps the position.
 * Takes the scopes `maniphest.search` and `transaction.search`. Asking costs one call when nothing has happened.
 *
 * A program that ends between dealing with a change and keeping the position is given it again.
 *
 * @throws {ConduitFailure} from the iteration, when it is of no use to go on: not signed in, not allowed.
 * @example
 * ```ts
 * const changes = watch(conduit, { constraints: { projects: ['backend'] }, position: await load() })
 * for await (const { task, transactions } of changes) {
 *   if (transactions.some(({ type }) => type === 'status')) await announce(task)
 *   await save(changes.position)
 * }
 * ```
 */
export function watch(conduit: Conduit, options: WatchOptions = {}): TaskWatch {
  const { interval } = options
  if (interval !== undefined && !(interval > 0)) {
    throw new ConfigurationError('`interval` is not a number of milliseconds above 0.')
  }
  const state: { position: Position | undefined } = { position: undefined }
  const changes = watching(conduit, options, state)
  return {
    get position() {
      return state.position?.toJSON() ?? (typeof options.position === 'object' ? options.position : undefined)
    },
    [Symbol.asyncIterator]: () => changes,
  }
}

async function* watching(
  conduit: Conduit,
  options: WatchOptions,
  state: { position: Position | undefined },
): AsyncGenerator<TaskChange, void, undefined> {
  const { webhooks, signal, clock = systemClock, onFailure = report } = options
  const { interval = webhooks ? LONGEST_PAUSE : 30_000 } = options
  let woken = Promise.withResolvers<void>()
  const unsubscribe = webhooks?.subscribe(() => woken.resolve())
  const unsettled = new Map<number, number>()
  let failures = 0
  let hasWorked = false
  try {
    while (!signal?.aborted) {
      // Before asking: who calls meanwhile speaks of what may not be in the answer.
      woken = Promise.withResolvers()
      let pause = interval
      try {
        const position = state.position ?? (await begin(conduit, clock, options, unsettled))
        state.position = position
        yield* sweep(sweepOf(conduit, clock, options, position, unsettled))
        hasWorked = true
        failures = 0
      } catch (error) {
        if (signal?.aborted) return
        if (!mayPass(error, hasWorked)) throw error
        onFailure(error)
        pause = Math.max(pauseAfter(error), Math.min(LONGEST_PAUSE, interval * 2 ** failures))
        failures += 1
      }
      // A webhook says nothing of whether the server has recovered.
      await sleepUntil(clock, pause, signal, failures > 0 ? undefined : woken.promise)
    }
  } finally {
    unsubscribe?.()
  }
}

function sweepOf(
  conduit: Conduit,
  clock: Clock,
  { constraints = {}, signal }: WatchOptions,
  position: Position,
  unsettled: Map<number, number>,
): Sweep {
  return { conduit, clock, constraints, position, unsettled, options: { signal } }
}

/** Where an earlier watch has come to, or after all that there is now. */
async function begin(
  conduit: Conduit,
  clock: Clock,
  options: WatchOptions,
  unsettled: Map<number, number>,
): Promise<Position> {
  const { position: given, signal } = options
  if (typeof given === 'number') return new Position({ since: given, from: given, tasks: {} })
  if (given) {
    // When they were read is not known any more.
    for (const id of Object.keys(given.tasks)) unsettled.set(Number(id), clock.now())
    return new Position(given)
  }
  // Of all tasks, whatever is to be watched: this is the server's clock.
  const { data } = await conduit.maniphest.search({ order: 'updated', limit: 1 }, { signal })
  const position = Position.at(data[0]?.fields.dateModified ?? 0)
  const changes = sweep(sweepOf(conduit, clock, options, position, unsettled))
  for await (const _ of changes);
  return position
}

/** What comes of a server in trouble; and whatever it says of a search that it has answered before. */
function mayPass(error: unknown, hasWorked: boolean): boolean {
  if (!isConduitError(error)) return false
  switch (error.code) {
    case 'network':
    case 'timeout':
    case 'server':
    case 'rate_limited':
      return true
    // A page whose first task was hidden meanwhile; a page for people during maintenance.
    case 'validation':
    case 'not_found':
    case 'not_conduit':
      return hasWorked
    default:
      return false
  }
}

/** Milliseconds. */
function pauseAfter(error: unknown): number {
  return isConduitError(error) && error.code === 'rate_limited' ? (error.retryAfter ?? 0) * 1000 : 0
}

async function sleepUntil(
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal | undefined,
  woken: Promise<void> | undefined,
): Promise<void> {
  const awake = new AbortController()
  const signals = signal ? [signal, awake.signal] : [awake.signal]
  const slept = clock.sleep(milliseconds, AbortSignal.any(signals))
  await (woken ? Promise.race([slept, woken]) : slept)
  awake.abort()
}
