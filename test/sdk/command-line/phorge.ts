import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * A Phorge without a gateway, as far as can be seen from outside without a token: pages for people where it publishes
 * nothing, Conduit under `/api/`, and a token endpoint that answers JSON when its OAuth server is on.
 */
export async function startPhorge({
  oauth = false,
  clock = () => Date.now(),
}: {
  oauth?: boolean
  clock?: () => number
} = {}): Promise<{ url: string }> {
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('date', new Date(clock()).toUTCString())
    const path = request.url ?? ''
    if (path === '/api/conduit.ping' && request.method === 'POST')
      return response
        .setHeader('content-type', 'application/json')
        .end('{"result":"phorge","error_code":null,"error_info":null}')
    if (path === '/oauthserver/token/' && oauth)
      return response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error":"invalid_request"}')
    response.writeHead(path === '/oauthserver/token/' ? 500 : 404, { 'content-type': 'text/html' })
    return response.end('<!doctype html><title>Not here</title>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
