import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { TLSSocket } from 'node:tls'
import { report } from './report.ts'

/**
 * Makes a request listener of node:http, and with it a handler of Express, out of a function from `Request` to
 * `Response`. What the function throws goes to Express's `next`, else to `onError` (by default a warning
 * on the standard error), and the client gets a bare 500.
 *
 * @example
 * ```ts
 * app.get('/sign-in', toNodeHandler(signIn.start)) // Express
 * http.createServer(toNodeHandler(async (request) => (await signIn.handle(request)) ?? notFound()))
 * ```
 */
export function toNodeHandler(
  handler: (request: Request) => Response | Promise<Response>,
  { onError = report }: { readonly onError?: ((error: unknown) => void) | undefined } = {},
) {
  return async (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    next?: (error: unknown) => void,
  ): Promise<void> => {
    try {
      await sendWebResponse(outgoing, await handler(toWebRequest(incoming)))
    } catch (error) {
      if (next) return next(error)
      onError(error)
      if (outgoing.headersSent) return void outgoing.destroy()
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end('Internal error\n')
    }
  }
}

/**
 * The request as the web's own type. Its address has the `Host` that the client sent; what stands in `X-Forwarded-…` is
 * not looked at. (Fastify takes a form, such as a sign-out button's, only once it knows a parser for the type.)
 *
 * @example
 * ```ts
 * app.get('/sign-in', (request) => signIn.start(toWebRequest(request.raw))) // Fastify sends a Response as it is
 * ```
 */
export function toWebRequest(
  incoming: IncomingMessage & { readonly originalUrl?: string | undefined },
): Request {
  const { method = 'GET', headers, originalUrl, url = '/' } = incoming
  const scheme = (incoming.socket as TLSSocket).encrypted ? 'https' : 'http'
  const hasBody = method !== 'GET' && method !== 'HEAD' && !incoming.readableEnded
  return new Request(new URL(pathOf(originalUrl ?? url), `${scheme}://${hostOf(headers.host)}`), {
    method,
    headers: flatten(headers),
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream as never, duplex: 'half' }),
  })
}

/** Writes `response`, each `Set-Cookie` as a header of its own. */
export async function sendWebResponse(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) {
    if (name === 'set-cookie') outgoing.appendHeader(name, value)
    else outgoing.setHeader(name, value)
  }
  if (!response.body) return void outgoing.end()
  await pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing)
}

function flatten(headers: IncomingMessage['headers']): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
}

/** A request line may hold a whole address (a proxy's form) or start with two slashes: only the path is ours. */
function pathOf(url: string): string {
  const path = url.startsWith('/') ? url : (URL.parse(url)?.href.slice(URL.parse(url)?.origin.length) ?? '/')
  return path.replace(/^\/+/, '/')
}

function hostOf(host: string | undefined): string {
  return host && URL.canParse(`http://${host}/`) ? host : 'localhost'
}
