import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { apiToken, Conduit, type ConduitOptions } from '../../sdk/src/index.ts'

export const TOKEN = 'api-k3yk3yk3yk3yk3yk3yk3yk3yk3yk'

/** One call as it arrived. */
export interface ReceivedCall {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly form: URLSearchParams
  /** `params` without `__conduit__`. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  readonly params: any
  readonly credentials: Record<string, string> | undefined
}

type Result = unknown
type Handler = (call: ReceivedCall, response: ServerResponse) => Result | Promise<Result>

/** A handler returns the result, or a `refused(…)`, or answers by itself and returns nothing. */
export type Handlers = Readonly<Record<string, Handler>>

class Refused {
  readonly envelope: object
  readonly status: number

  constructor(envelope: object, status: number) {
    this.envelope = envelope
    this.status = status
  }
}

export function refused(error_code: string, error_info = 'No.', reason?: object, status = 200): Refused {
  return new Refused({ result: null, error_code, error_info, ...(reason && { reason }) }, status)
}

export interface ConduitServer extends AsyncDisposable {
  readonly url: string
  readonly calls: ReceivedCall[]
  /** How often the metadata (RFC 9728) were asked for. */
  readonly metadataRequests: number
  /** Sends each call once, unless `retries` says otherwise. */
  client(options?: Partial<ConduitOptions>): Conduit
}

/** A real HTTP server on loopback which answers these methods as Phorge would, or as a gateway does. */
export async function conduitServer(
  handlers: Handlers,
  { kind = 'phorge' }: { kind?: 'phorge' | 'gateway' } = {},
): Promise<ConduitServer> {
  const calls: ReceivedCall[] = []
  let metadataRequests = 0
  const server = createServer(async (request, response) => {
    if (request.url === '/.well-known/oauth-protected-resource/api') {
      metadataRequests += 1
      const metadata = { resource: `${url}/api`, conduit_capabilities_supported: ['idempotency-key'] }
      response.statusCode = kind === 'gateway' ? 200 : 404
      response.end(kind === 'gateway' ? JSON.stringify(metadata) : 'Not Found')
      return
    }
    let body = ''
    for await (const chunk of request) body += chunk
    const method = /^\/api\/([^/?]+)$/.exec(request.url ?? '')?.[1]
    const form = new URLSearchParams(body)
    const { __conduit__: credentials, ...params } = JSON.parse(form.get('params') ?? '{}')
    const call = {
      method: method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body,
      form,
      params,
      credentials,
    }
    calls.push(call)
    const handler = handlers[call.method]
    const unknown = refused('ERR-CONDUIT-CALL', `There is no method "${call.method}".`)
    const answer = handler ? await handler(call, response) : unknown
    if (answer === undefined || response.writableEnded || response.destroyed) return
    response.setHeader('content-type', 'application/json')
    if (kind === 'gateway') response.setHeader('x-conduit-capabilities', 'gzip idempotency-key')
    if (answer instanceof Refused) {
      response.statusCode = answer.status
      response.end(JSON.stringify(answer.envelope))
    } else {
      response.end(JSON.stringify({ result: answer, error_code: null, error_info: null }))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    calls,
    get metadataRequests() {
      return metadataRequests
    },
    client: (options) => new Conduit({ url, credential: apiToken(TOKEN), retries: 0, ...options }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The error that this rejects with. */
export async function failure(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

export function taskOnWire(id: number, fields: object = {}, attachments: object | [] = []) {
  return {
    id,
    type: 'TASK',
    phid: `PHID-TASK-${String(id).padStart(20, 'a')}`,
    fields: {
      name: `Task ${id}`,
      description: { raw: 'What happened' },
      authorPHID: 'PHID-USER-author',
      ownerPHID: null,
      status: { value: 'open', name: 'Open', color: null },
      priority: { value: 80, name: 'High', color: 'red' },
      points: null,
      subtype: 'default',
      closerPHID: null,
      dateClosed: null,
      groupByProjectPHID: null,
      spacePHID: null,
      dateCreated: 1_795_408_626,
      dateModified: 1_795_408_633,
      policy: { view: 'users', interact: 'users', edit: 'users' },
      ...fields,
    },
    attachments,
  }
}

export function pageOnWire(data: unknown[], after: string | null = null, maps: unknown = []) {
  return {
    data,
    maps,
    query: { queryKey: null },
    cursor: { limit: 100, after, before: null, order: null },
  }
}
