import type { ConduitMethods } from 'phorge-conduit'
import type { ArrivedCall } from '../calls.ts'
import { type AnyFault, type Fault, faultOf } from './fault.ts'

/** A Conduit method, or a path that is none, such as `/oauthserver/token/`. */
export type FaultyMethod = keyof ConduitMethods | (string & Record<never, never>)

/** Which calls a fault is for. */
export interface FaultyCalls {
  /** @default any method */
  readonly method?: FaultyMethod | undefined
  /** Only calls of this person. */
  readonly user?: string | undefined
  /** From which of the calls on that match: 1 is the next. @default 1 */
  readonly nth?: number | undefined
  /** So many of them. @default 1 */
  readonly times?: number | undefined
}

/** A fault that was ordered. */
export interface OrderedFault {
  readonly calls: FaultyCalls
  readonly fault: Fault
  /** How often a call met with it so far. */
  readonly seen: number
}

/** A fault that a call met with. */
export interface SeenFault {
  readonly method: string
  readonly user: string | undefined
  readonly kind: Fault['kind']
}

/** Answers that are kept back. */
export interface HeldAnswer extends OrderedFault {
  /** Resolves when the first of these calls has been carried out and waits. */
  readonly carriedOut: Promise<void>
  /** Lets the answers go, now and from now on. */
  release(): void
}

/** Decides what a call meets with; `undefined` for its own answer. */
export type FaultChooser = (call: ArrivedCall) => AnyFault | undefined

interface Taken {
  readonly fault: Fault
  /** To be told when the call has been carried out. */
  readonly onCarriedOut?: (() => void) | undefined
}

interface Order extends Taken {
  readonly calls: FaultyCalls
  matched: number
  seen: number
}

/** The faults that a server's calls meet with. What was ordered first comes first; one call meets with one fault. */
export class Faults {
  readonly #seen: SeenFault[] = []
  #orders: Order[] = []
  #choose: FaultChooser = () => undefined

  /** Every fault that a call met with, in order. */
  get seen(): readonly SeenFault[] {
    return this.#seen
  }

  /** What was ordered and has not happened as often as it was to: empty at the end of a test that went as planned. */
  get pending(): readonly OrderedFault[] {
    return this.#orders.filter(isPending)
  }

  /**
   * The next call that matches meets with this.
   *
   * @throws {RangeError} when `nth` or `times` is no whole number from 1.
   * @example
   * ```ts
   * server.faults.next('maniphest.edit', 'drop-answer')
   * server.faults.next({ user: 'angie', times: 2 }, { kind: 'too-many-requests', retryAfter: 1 })
   * ```
   */
  next(calls: FaultyMethod | FaultyCalls, fault: AnyFault): OrderedFault {
    return this.#order(calls, faultOf(fault))
  }

  /**
   * Calls that match are carried out and their answers kept back until they are released.
   *
   * @example
   * ```ts
   * const held = server.faults.hold('maniphest.edit')
   * const creating = conduit.tasks.create({ title: 'Checkout fails' })
   * await held.carriedOut // the task is there, and its creator does not know it yet
   * held.release()
   * ```
   */
  hold(calls: FaultyMethod | FaultyCalls): HeldAnswer {
    const arrival = Promise.withResolvers<void>()
    const departure = Promise.withResolvers<void>()
    const order = this.#order(calls, { kind: 'held-answer', until: departure.promise }, arrival.resolve)
    return Object.assign(order, { carriedOut: arrival.promise, release: () => departure.resolve() })
  }

  /** Asks for every call that no order is for, until `clear`. For faults by chance: bring a random with a seed. */
  choose(chooser: FaultChooser): void {
    this.#choose = chooser
  }

  /** Forgets all orders, and what was seen. */
  clear(): void {
    this.#orders = []
    this.#choose = () => undefined
    this.#seen.length = 0
  }

  /** @internal What this call meets with. Asked once for each call. */
  take(call: ArrivedCall): Taken | undefined {
    const order = this.#orders.find((order) => matches(order, call) && isDue(order))
    if (order) order.seen += 1
    const taken = order ?? this.#chosen(call)
    if (taken) this.#seen.push({ method: call.method, user: call.user, kind: taken.fault.kind })
    return taken
  }

  #chosen(call: ArrivedCall): Taken | undefined {
    const fault = this.#choose(call)
    return fault && { fault: faultOf(fault) }
  }

  #order(calls: FaultyMethod | FaultyCalls, fault: Fault, onCarriedOut?: () => void): Order {
    const order = {
      calls: typeof calls === 'string' ? { method: calls } : calls,
      fault,
      onCarriedOut,
      matched: 0,
      seen: 0,
    }
    const { nth = 1, times = 1 } = order.calls
    for (const count of times === Infinity ? [nth] : [nth, times]) {
      if (Number.isSafeInteger(count) && count >= 1) continue
      throw new RangeError(`Calls are counted from 1, in whole numbers: ${count} is none of them.`)
    }
    this.#orders.push(order)
    return order
  }
}

function matches({ calls: { method, user } }: Order, call: ArrivedCall): boolean {
  return (method ?? call.method) === call.method && (user === undefined || user === call.user)
}

/** Counts the call as one of those that match. Not asked of a call that an earlier order has taken. */
function isDue(order: Order): boolean {
  const { nth = 1, times = 1 } = order.calls
  order.matched += 1
  return order.matched >= nth && order.matched < nth + times
}

function isPending({ calls: { times = 1 }, seen }: Order): boolean {
  return seen < times && times !== Infinity
}
