import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AbortedError, TimeoutError } from '../../errors.ts'

/** What the browser brought back. `answer` ends its wait with a page of one sentence. */
export interface Callback {
  readonly parameters: URLSearchParams
  answer(sentence: string): void
}

/** A server for one redirect, on 127.0.0.1 alone and a free port (RFC 8252, section 7.3). */
export interface Loopback {
  readonly redirectUri: string
  /** Resolves to the redirect that bears this state; whatever else comes is refused and changes nothing. */
  callback(state: string, options: { seconds: number; signal?: AbortSignal | undefined }): Promise<Callback>
  close(): void
}

const PATH = '/callback'

export async function listenOnLoopback(): Promise<Loopback> {
  const arrived = Promise.withResolvers<Callback>()
  let expected: string | undefined
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (request.method !== 'GET' || url.pathname !== PATH)
      return send(response, 404, 'There is nothing here.')
    // Any page in any browser here can ask for this address. Only the server that was asked knows the state.
    if (expected === undefined || url.searchParams.get('state') !== expected)
      return send(response, 400, 'This does not belong to a sign-in that is under way.')
    expected = undefined
    arrived.resolve({
      parameters: url.searchParams,
      answer: (sentence) => send(response, 200, sentence),
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    redirectUri: `http://127.0.0.1:${port}${PATH}`,
    callback(state, limits) {
      expected = state
      return within(arrived.promise, limits)
    },
    close() {
      server.close()
      // What is being answered still goes out.
      server.closeIdleConnections()
    },
  }
}

function within(
  arrived: Promise<Callback>,
  { seconds, signal }: { seconds: number; signal?: AbortSignal | undefined },
): Promise<Callback> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate(seconds)), seconds * 1000)
    const abort = () => reject(new AbortedError('The sign-in was given up.'))
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    arrived.then(resolve, reject).finally(done)
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
  })
}

function tooLate(seconds: number): TimeoutError {
  return new TimeoutError(`Nobody signed in within ${seconds} seconds.`, {
    remedy: 'Start again, or allow more time with --wait SECONDS. The browser has to run on this machine.',
  })
}

/** No style and no script; the connection is closed, so that the program can end. */
function send(response: ServerResponse, status: number, sentence: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    .end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>phorge-conduit</title></head>
<body><main><h1>phorge-conduit</h1><p>${sentence}</p></main></body></html>
`)
}
