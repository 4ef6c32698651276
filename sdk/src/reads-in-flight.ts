import type { Credential } from './credentials/credential.ts'
import { untilAborted } from './credentials/until-aborted.ts'
import { AbortedError, TimeoutError } from './errors.ts'
import { Limit } from './transport.ts'

/** A call that reads, as far as another can be the same. */
export interface Read {
  readonly method: string
  readonly json: string
  readonly credential: Credential | undefined
  /** Epoch milliseconds. */
  readonly deadline: number
  readonly signals: readonly AbortSignal[]
}

/** Whose calls those without a credential are. */
const NOBODY = {}

interface Flight {
  readonly deadline: number
  readonly answer: Promise<unknown>
}

/**
 * Reads that are the same and asked for at the same time are sent once: same server, method, parameters and credential.
 * One who gives up does not end it for the others: when it was theirs that was sent, the others send their own.
 */
export class ReadsInFlight {
  #flights = new WeakMap<object, Map<string, Flight>>()

  /**
   * @param send Sends this call.
   * @param share Makes an answer of its own of the answer to another, so that no two callers have the same object.
   */
  async join<Answer>(
    read: Read,
    send: () => Promise<Answer>,
    share: (answer: Answer) => Promise<Answer>,
  ): Promise<Answer> {
    const flights = this.#flightsOf(read.credential ?? NOBODY)
    const name = `${read.method} ${read.json}`
    // One that gives up later than this call would make it late.
    for (let other = flights.get(name); other && other.deadline <= read.deadline; other = flights.get(name)) {
      try {
        return await share((await waitedFor(other, read)) as Answer)
      } catch (error) {
        const isAbout = error instanceof AbortedError || error instanceof TimeoutError
        if (!isAbout || read.signals.some((signal) => signal.aborted)) throw error
        if (flights.get(name) === other) flights.delete(name)
      }
    }
    const flight = { deadline: read.deadline, answer: send() }
    flights.set(name, flight)
    try {
      return await flight.answer
    } finally {
      if (flights.get(name) === flight) flights.delete(name)
    }
  }

  /** After a write: what was read on the way may be older than it, and whoever reads from now on wants to see it. */
  forget(): void {
    this.#flights = new WeakMap()
  }

  #flightsOf(credential: object): Map<string, Flight> {
    const known = this.#flights.get(credential)
    if (known) return known
    const flights = new Map<string, Flight>()
    this.#flights.set(credential, flights)
    return flights
  }
}

async function waitedFor({ answer }: Flight, { method, signals }: Read): Promise<unknown> {
  const limit = new Limit(false, signals)
  try {
    return await untilAborted(answer, limit.signal, `${method} was aborted.`)
  } finally {
    limit.release()
  }
}
