import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { type Outcome, outcomeOf } from './calls.ts'
import { type Answer, answerInstead } from './faults/answer.ts'
import { type Fault, isCarriedOut } from './faults/fault.ts'

/** A request with its whole body. */
export interface ReadRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** One call's way through the front: what it meets with, and who is told what became of it. */
export interface Passage {
  readonly fault: Fault | undefined
  /** Called once it was carried out, before its answer is sent. */
  carriedOut(): void
  ended(outcome: Outcome): void
}

/** What stands behind the front. */
export interface Behind {
  /** The origin of the real server at this moment. */
  origin(): string
  /** Asked for every request; `undefined` for what is no call and goes through as it is. */
  admit(request: ReadRequest): Promise<Passage | undefined>
}

/** The HTTP server that clients talk to. It stands before the real one, so that what goes wrong goes wrong on a real connection. */
export interface Front {
  readonly url: string
  /** Before this nothing is answered: the real server has to know the address of the front when it starts. */
  serve(behind: Behind): void
  close(): Promise<void>
}

export async function openFront(): Promise<Front> {
  const standing = Promise.withResolvers<Behind>()
  const agent = new Agent({ keepAlive: true })
  const closing = new AbortController()
  const server = createServer((incoming, response) => {
    pass(incoming, response).catch((error) => response.destroy(error))
  })

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming)
    const { method = 'GET', url = '/', headers } = incoming
    const read = { method, url, headers, body }
    const behind = await standing.promise
    const passage = await behind.admit(read)
    const fault = passage?.fault
    if (fault && !isCarriedOut(fault)) {
      passage.ended({ kind: 'not-made' })
      return meet(fault, undefined, response)
    }
    const answer = await forward(read, behind.origin(), agent, abortedWith(response))
    passage?.ended(outcomeOf(answer.status, answer.body.toString()))
    passage?.carriedOut()
    if (!fault) return send(response, answer)
    if (fault.kind === 'held-answer') await Promise.race([fault.until, aborted(closing.signal)])
    if (fault.kind === 'slow-answer') await waited(fault.milliseconds, closing.signal)
    return meet(fault, answer, response)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: standing.resolve,
    async close() {
      closing.abort()
      agent.destroy()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function meet(fault: Fault, answer: Answer | undefined, response: ServerResponse): void {
  const instead = answerInstead(fault, answer)
  if (instead) send(response, instead)
  else if (fault.kind === 'reset-connection') response.socket?.resetAndDestroy()
  else if (fault.kind === 'cut-answer' && answer) sendHalf(response, answer)
  else response.destroy()
}

/** The header names the whole length, so that the other side knows that more was to come. */
function sendHalf(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers)
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return
  response.writeHead(status, headers).end(body)
}

async function forward(
  { method, url, headers, body }: ReadRequest,
  target: string,
  agent: Agent,
  signal: AbortSignal,
): Promise<Answer> {
  // One hop's own (RFC 9110, section 7.6.1); the length is known here.
  const { connection: _, 'transfer-encoding': __, ...passed } = headers
  const outgoing = request(target, { path: url, method, headers: passed, agent, signal })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response', { signal })) as [IncomingMessage]
  const received = await buffer(incoming)
  const { connection: ___, 'transfer-encoding': ____, ...answered } = incoming.headers
  return { status: incoming.statusCode ?? 502, headers: answered, body: received }
}

/** Who hangs up, hangs up on the real server too. */
function abortedWith(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => {})
}
