import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Backend } from '../backends/backend.ts'

/** How a call ended: `denied` and `limited` are ours, `refused` is the backend's, `invalid` could not be read. */
export type Outcome = 'ok' | 'refused' | 'denied' | 'limited' | 'invalid' | 'unavailable' | 'failed'

export interface CallMeasured {
  /** Client identifier; `api-token`, `phorge` with Phorge's own credentials, or `none` when nobody was recognized. */
  readonly application: string
  readonly method: string
  /** What Phorge made of what `passed` through to it is its own affair. */
  readonly outcome: Outcome | 'passed'
  /** Milliseconds, all in all; `undefined` where the time of the caller's body cannot be told from ours. */
  readonly took: number | undefined
  /** Milliseconds until the answer of the server behind began. */
  readonly waited?: number | undefined
  /** What was wrong with the server behind. */
  readonly illness?: string | undefined
}

/** Label values are ours to bound: a thousand applications are worth no memory of whoever collects this. */
const MOST_APPLICATIONS = 200
const ADDED_BUCKETS = [0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5]
const PHORGE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** What Prometheus is told, of one gateway. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #applications = new Set<string>()
  readonly #methods: () => Promise<ReadonlyMap<string, unknown>>

  readonly #calls = new Counter({
    name: 'gateway_calls_total',
    help: 'Conduit calls by application (api-token, phorge and none are no applications), method and outcome.',
    labelNames: ['application', 'method', 'outcome'],
    registers: [this.#registry],
  })
  readonly #added = new Histogram({
    name: 'gateway_added_seconds',
    help: 'Time that the gateway itself took for a call: all in all, less the wait for Phorge.',
    buckets: ADDED_BUCKETS,
    registers: [this.#registry],
  })
  readonly #phorge = new Histogram({
    name: 'gateway_phorge_seconds',
    help: 'Time until the answer of Phorge began, by method.',
    labelNames: ['method'],
    buckets: PHORGE_BUCKETS,
    registers: [this.#registry],
  })
  readonly #illnesses = new Counter({
    name: 'gateway_phorge_illnesses_total',
    help: 'Calls that Phorge did not answer, by what was wrong with it.',
    labelNames: ['illness'],
    registers: [this.#registry],
  })

  constructor(backend: Backend) {
    this.#methods = () => backend.methods()
    collectDefaultMetrics({ register: this.#registry })
    if (backend.breaker) watchBreaker(this.#registry, () => backend.breaker?.() ?? 'closed')
  }

  /** Nobody has to wait for it. */
  async count({ application, method, outcome, took, waited, illness }: CallMeasured): Promise<void> {
    const name = await this.#nameOf(method)
    this.#calls.inc({ application: this.#labelOf(application), method: name, outcome })
    if (outcome !== 'unavailable' && took !== undefined)
      this.#added.observe(Math.max(0, took - (waited ?? 0)) / 1000)
    if (waited !== undefined) this.#phorge.observe({ method: name }, waited / 1000)
    if (illness) this.#illnesses.inc({ illness })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** Whoever calls chooses the name: only those of methods that there are become a label. */
  async #nameOf(method: string): Promise<string> {
    const methods = await this.#methods().catch(() => undefined)
    return methods?.has(method) ? method : 'unknown'
  }

  #labelOf(application: string): string {
    if (this.#applications.has(application)) return application
    if (this.#applications.size >= MOST_APPLICATIONS) return 'other'
    this.#applications.add(application)
    return application
  }
}

function watchBreaker(registry: Registry, breaker: () => string): void {
  new Gauge({
    name: 'gateway_phorge_breaker',
    help: 'State of the circuit breaker: 1 for the one that it is in.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const state of ['closed', 'open', 'half-open']) {
        this.set({ state }, state === breaker() ? 1 : 0)
      }
    },
  })
}
