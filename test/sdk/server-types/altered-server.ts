import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Answer {
  readonly result: unknown
  readonly error_code: string | null
  readonly error_info: string | null
}

/** What becomes of the answer to a method on its way. */
export type Alterations = Readonly<Record<string, (answer: Answer) => Answer>>

/**
 * A server like another, but for some of its answers: a Conduit endpoint as it is after an administrator has changed
 * something. It forwards what it is sent, and notes which methods were called.
 */
export async function startAlteredServer(target: string, alterations: Alterations) {
  const called: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const method = request.url?.replace('/api/', '') ?? ''
    called.push(method)
    const { host, 'content-length': _, ...headers } = request.headers
    const answered = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    })
    const answer = (await answered.json()) as Answer
    const altered = alterations[method]?.(answer) ?? answer
    response.setHeader('content-type', 'application/json').end(JSON.stringify(altered))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, called }
}

/** An alteration of a result, where there is one. */
export function result(alter: (result: never) => unknown): (answer: Answer) => Answer {
  return (answer) =>
    answer.error_code === null ? { ...answer, result: alter(answer.result as never) } : answer
}
