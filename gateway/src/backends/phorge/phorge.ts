import { methodCatalogue } from 'phorge-conduit'
import type { Logger } from 'pino'
import { unauthenticatedMethods } from '../../access/methods.ts'
import {
  type Account,
  type Backend,
  type BackendCall,
  type Breaker,
  type Envelope,
  type Forwarded,
  type Health,
  type MethodDescription,
  type NewMethods,
  Unavailable,
  type UploadCall,
} from '../backend.ts'
import { envelopeOf, type ReadAnswer, readAnswer } from './answer.ts'
import { type CatalogueOptions, MethodCatalogue } from './catalogue.ts'
import type { Access } from './illness.ts'
import { meaningOf, tokenMissing } from './refusal.ts'
import { requestBody } from './request-body.ts'
import { uploadBody } from './upload.ts'
import { Upstream, type UpstreamOptions, type UpstreamRequest } from './upstream.ts'
import type { Vault } from './vault.ts'

export interface PhorgeOptions extends UpstreamOptions, Pick<CatalogueOptions, 'load' | 'save'> {
  readonly vault: Vault
  /** An API token, a bot's for example, with which the methods are asked for. */
  readonly catalogueToken: string
  readonly log: Logger
  /** Methods that somebody else answers, to be told with those of Phorge and in place of those of the same name. */
  readonly own?: ReadonlyMap<string, MethodDescription>
}

type Methods = ReadonlyMap<string, MethodDescription>

const ASK_AGAIN_AFTER = 3_600_000
/** Until the first answer: the gateway is of no use before. */
const ASK_AT_START_AFTER = 5_000
/** What health says is good for a moment, so that probes make no load. */
const HEALTH_GOOD_FOR = 1000

/** A Phorge or Phabricator as it is: every call is made with the token of the person who is the viewer. */
export class PhorgeBackend implements Backend {
  readonly kind = 'phorge'
  readonly catalogue: MethodCatalogue
  readonly #upstream: Upstream
  readonly #vault: Vault
  readonly #log: Logger
  readonly #catalogueToken: string
  readonly #own: ReadonlyMap<string, MethodDescription>
  /** What Phorge has, and that with ours. */
  #methods: { readonly theirs: Methods; readonly all: Methods } | undefined
  #timer: NodeJS.Timeout | undefined
  #health: { readonly at: number; readonly answer: Promise<Health> } | undefined

  constructor(options: PhorgeOptions) {
    const { vault, log, catalogueToken, load, save, own = new Map() } = options
    this.#own = own
    this.#upstream = new Upstream(options)
    this.#vault = vault
    this.#log = log
    this.#catalogueToken = catalogueToken
    this.catalogue = new MethodCatalogue({
      load,
      save,
      ask: () => this.#askForMethods(),
      announce: (names) => this.#announce(names),
    })
    this.#upstream.onChange((isWell) =>
      isWell
        ? log.info('Phorge answers again')
        : log.error('Phorge does not answer; calls are refused until it does'),
    )
  }

  /** Asks for the methods now and every hour. A Phorge that is down keeps the gateway from being ready, not from starting. */
  async start(): Promise<void> {
    await this.catalogue.load()
    await this.#keepAsking()
  }

  async methods(): Promise<Methods> {
    const theirs = await this.catalogue.methods()
    if (this.#methods?.theirs !== theirs) {
      const hidden = [...this.#own.keys()].filter((name) => theirs.has(name))
      if (hidden.length > 0)
        this.#log.warn({ methods: hidden }, 'Phorge has methods of the same names; the gateway answers them')
      this.#methods = { theirs, all: new Map([...theirs, ...this.#own]) }
    }
    return this.#methods.all
  }

  get newMethods(): NewMethods {
    return this.catalogue
  }

  async call(call: BackendCall): Promise<Envelope> {
    const answer = await this.forward(call)
    if (!('body' in answer)) return answer
    const envelope = await envelopeOf(answer)
    if (envelope) return envelope
    throw new Unavailable('The answer of Phorge was cut off.', {
      illness: 'lost',
      status: 502,
      done: 'unknown',
    })
  }

  async forward({ method, params, typed, viewer, ...request }: BackendCall): Promise<Forwarded | Envelope> {
    // What ends with it are our own tokens and sessions. The person's sessions at Phorge are none of the application's.
    if (method === 'auth.logout') return { result: null, error_code: null, error_info: null }
    if (unauthenticatedMethods.has(method)) {
      return this.#post(method, requestBody(params, typed, { token: undefined }), request)
    }
    const answer = await this.#as(viewer, (token) =>
      this.#post(method, requestBody(params, typed, { token }), request),
    )
    return method === 'conduit.query' ? withMethods(answer, this.#own) : answer
  }

  async upload({ method, form, viewer, ...request }: UploadCall): Promise<Forwarded | Envelope> {
    const parameters = new Set(Object.keys((await this.methods()).get(method)?.params ?? {}))
    return this.#as(viewer, (token) => this.#post(method, uploadBody({ form, token, parameters }), request))
  }

  accountByPhid(phid: string): Promise<Account | undefined> {
    return this.#vault.accountByPhid(phid)
  }

  accountByName(userName: string): Promise<Account | undefined> {
    return this.#vault.accountByName(userName)
  }

  breaker(): Breaker {
    return this.#upstream.breaker
  }

  health(): Promise<Health> {
    const now = performance.now()
    if (this.#health && now - this.#health.at < HEALTH_GOOD_FOR) return this.#health.answer
    const answer = this.#examine()
    this.#health = { at: now, answer }
    return answer
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#upstream.close()
  }

  async #as(
    viewer: Account | undefined,
    call: (token: string) => Promise<ReadAnswer>,
  ): Promise<Forwarded | Envelope> {
    const token = viewer && (await this.#vault.tokenOf(viewer.phid))
    if (!token) return tokenMissing
    const answer = await call(token)
    if (!answer.refusal) return answer
    const { envelope, tokenIsDead } = meaningOf(answer.refusal, token)
    if (tokenIsDead) await this.#vault.refused(viewer.phid, token)
    return envelope ?? answer
  }

  async #post(
    method: string,
    body: UpstreamRequest['body'],
    request: Pick<UpstreamRequest, 'signal' | 'requestId'>,
  ): Promise<ReadAnswer> {
    const path = `/api/${encodeURIComponent(method)}`
    return readAnswer(await this.#upstream.post({ ...request, path, body, access: accessOf(method) }))
  }

  async #examine(): Promise<Health> {
    if (!this.catalogue.isKnown) return { ready: false, why: 'The methods of Phorge are not known yet.' }
    try {
      await this.#post('conduit.ping', requestBody({}, true, { token: undefined }), {
        signal: AbortSignal.timeout(2000),
      })
      return { ready: true }
    } catch (error) {
      return { ready: false, why: error instanceof Error ? error.message : 'Phorge does not answer.' }
    }
  }

  async #keepAsking(): Promise<void> {
    try {
      await this.catalogue.refresh()
    } catch (error) {
      this.#log.warn({ err: error }, 'the methods of Phorge could not be asked for')
    }
    const pause = this.catalogue.isKnown ? ASK_AGAIN_AFTER : ASK_AT_START_AFTER
    this.#timer = setTimeout(() => void this.#keepAsking(), pause)
    this.#timer.unref()
  }

  async #askForMethods(): Promise<unknown> {
    const body = requestBody({}, true, { token: this.#catalogueToken })
    const answer = await this.#post('conduit.query', body, { signal: AbortSignal.timeout(60_000) })
    const envelope = await envelopeOf(answer)
    if (envelope?.error_code === null) return envelope.result
    const message =
      'Phorge refused to tell its methods. An administrator should check the API token that the gateway was given for that (phorgeToken).'
    throw new Unavailable(message, { illness: 'failed', status: 503, done: 'no' })
  }

  #announce(names: readonly string[]): void {
    this.#log.warn(
      { methods: names },
      'Phorge has new methods. Nobody can call them before an administrator lets them in.',
    )
  }
}

/** What `conduit.query` answers, with further methods. */
async function withMethods(answer: Forwarded | Envelope, methods: Methods): Promise<Forwarded | Envelope> {
  const envelope = 'body' in answer ? await envelopeOf(answer) : answer
  if (!envelope) return answer
  if (envelope.error_code !== null) return envelope
  return { ...envelope, result: { ...(envelope.result as object), ...Object.fromEntries(methods) } }
}

/** Reads are what is known to read, and not what has such a name: only they are ever sent twice. */
function accessOf(method: string): Access {
  return methodCatalogue.get(method)?.access === 'read' ? 'read' : 'write'
}
