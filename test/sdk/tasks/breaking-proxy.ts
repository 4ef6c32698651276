import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What goes wrong with one call. */
export type Fault =
  /** The server carries it out, and the connection breaks before the answer. */
  | 'drop the answer'
  /** The connection breaks before the server has heard of it. */
  | 'drop the request'
  /** The connection breaks at once; the server carries it out when `release` is called. */
  | 'be slow'
  /** The server carries it out, and a page for people comes instead of the answer. */
  | 'answer a page'

export interface SeenCall {
  readonly method: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  readonly params: any
}

export interface BreakingProxy extends AsyncDisposable {
  readonly url: string
  readonly calls: SeenCall[]
  /** Methods of the calls so far, without their parameters. */
  methods(): string[]
  /** The next calls of this method go wrong, one fault each. */
  next(method: string, ...faults: Fault[]): void
  /** Full text finds nothing while this is true, as on a Phorge whose daemons have not come to it. */
  indexLags: boolean
  /** Whether `Idempotency-Key`s arrive. */
  passesKeys: boolean
  /** Whether calls of this method wait; they all go on when it is called again with `false`. */
  hold(method: string, held: boolean): void
  /** How many wait. */
  held(): number
  /** Lets the slow calls arrive. */
  release(): Promise<void>
}

/** A real connection to `target` that breaks where it is told to. It hides all `Idempotency-Key`s: a stock Phorge knows none. */
export async function breakingProxy(target: string): Promise<BreakingProxy> {
  const faults = new Map<string, Fault[]>()
  const slow: (() => Promise<unknown>)[] = []
  const holding = new Map<string, (() => void)[]>()
  const calls: SeenCall[] = []

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const method = (request.url ?? '').replace('/api/', '')
    const params = JSON.parse(new URLSearchParams(body).get('params') ?? '{}')
    calls.push({ method, params })
    const waiting = holding.get(method)
    if (waiting) await new Promise<void>((resolve) => waiting.push(resolve))
    const send = () => forward(target, request, body, proxy.passesKeys)
    const fault = faults.get(method)?.shift()
    if (fault === 'drop the request') return void request.socket.destroy()
    if (fault === 'be slow') {
      slow.push(send)
      return void request.socket.destroy()
    }
    if (proxy.indexLags && params.constraints?.query) return answerEmpty(response)
    // Whoever it is a connection to may be gone.
    const answer = await send().catch(() => undefined)
    if (!answer || fault === 'drop the answer') return void request.socket.destroy()
    if (fault === 'answer a page') {
      response.writeHead(200, { 'content-type': 'text/html' })
      return void response.end('<h1>Sign in</h1>')
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(await answer.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const proxy: BreakingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    methods: () => calls.map(({ method }) => method),
    next: (method, ...more) => void faults.set(method, more),
    indexLags: false,
    passesKeys: false,
    hold(method, held) {
      const waiting = holding.get(method)
      if (held) holding.set(method, [])
      else holding.delete(method)
      for (const go of waiting ?? []) go()
    },
    held: () => [...holding.values()].flat().length,
    async release() {
      for (const send of slow.splice(0)) await send()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

function forward(
  target: string,
  { url, headers }: IncomingMessage,
  body: string,
  passesKeys: boolean,
): Promise<Response> {
  const names = ['content-type', 'authorization', ...(passesKeys ? ['idempotency-key'] : [])]
  const passed = names.flatMap((name) => (headers[name] ? [[name, String(headers[name])] as const] : []))
  return fetch(`${target}${url}`, { method: 'POST', headers: Object.fromEntries(passed), body })
}

function answerEmpty(response: ServerResponse): void {
  const cursor = { limit: 100, after: null, before: null, order: null }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ result: { data: [], maps: [], cursor }, error_code: null, error_info: null }))
}
