import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is the matter with Phorge. `killed`: nobody listens, and what was connected is cut off. */
export const conditions = ['well', 'killed', 'hung', 'garbage'] as const
export type Condition = (typeof conditions)[number]

const method = (params: object) => ({ description: '', params, return: 'any' })
const METHODS = {
  'conduit.ping': method([]),
  'conduit.query': method([]),
  'user.whoami': method([]),
  'maniphest.search': method({ limit: 'optional int' }),
  'maniphest.edit': method({ transactions: 'list', objectIdentifier: 'optional string' }),
}

const GARBAGE = [
  '',
  'null',
  '{"result":',
  '<html>It works!</html>',
  '{"result":{"object":{"id":1}},"error_code":null',
  '\u0000\u0001\u0002',
]

/** A Phorge that can be made ill, and writes down each task that it created: the truth about what was done. */
export class FaultyPhorge {
  readonly port: number
  condition: Condition = 'well'
  /** How often each title was created. */
  readonly created = new Map<string, number>()
  readonly #hung = new Set<ServerResponse>()
  #server: Server
  #turn = 0

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    server.on('request', (request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<FaultyPhorge> {
    return new FaultyPhorge(await listen(createServer(), 0))
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async fallIll(condition: Condition): Promise<void> {
    this.condition = condition
    if (condition === 'killed') await stop(this.#server)
  }

  async recover(): Promise<void> {
    const before = this.condition
    this.condition = 'well'
    for (const response of this.#hung) response.destroy()
    this.#hung.clear()
    if (before !== 'killed') return
    this.#server = await listen(createServer(), this.port)
    this.#server.on('request', (request, response) => void this.#answer(request, response))
  }

  close(): Promise<void> {
    return stop(this.#server)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = await request.toArray().catch(() => undefined)
    // What was cut off never reached PHP.
    if (!chunks) return
    const name = (request.url ?? '').replace('/api/', '')
    const isEarly = this.#turn++ % 2 === 0
    if (this.condition === 'hung' && isEarly) return this.#hang(response)
    const result = this.#carryOut(name, Buffer.concat(chunks).toString())
    if (this.condition === 'hung') return this.#hang(response)
    response.writeHead(200, { 'content-type': 'application/json' })
    const garbage = GARBAGE[this.#turn % GARBAGE.length]
    const isGarbage = this.condition === 'garbage' && name !== 'conduit.query'
    response.end(isGarbage ? garbage : JSON.stringify({ result, error_code: null, error_info: null }))
  }

  #hang(response: ServerResponse): void {
    this.#hung.add(response)
  }

  #carryOut(name: string, body: string): unknown {
    if (name === 'conduit.query') return METHODS
    if (name === 'user.whoami') return { userName: 'rjkaplan' }
    if (name !== 'maniphest.edit') return {}
    const { transactions } = JSON.parse(new URLSearchParams(body).get('params') ?? '{}')
    const title = String(transactions?.[0]?.value)
    this.created.set(title, (this.created.get(title) ?? 0) + 1)
    return { object: { id: this.created.size, phid: 'PHID-TASK-x' }, transactions: [] }
  }
}

async function listen(server: Server, port: number): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return server
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
