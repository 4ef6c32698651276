import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Listening, listening } from '../../sdk/oauth/listening.ts'

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  /** Names and values in turn, as they were written. */
  readonly rawHeaders: readonly string[]
  readonly bytes: Buffer
  readonly body: string
}

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

export interface RecordingUpstream extends Listening {
  readonly received: Received[]
  /** Answers in place of the usual; unset by `reset`. */
  fault: Handler | undefined
  /** What `conduit.query` tells. */
  methods: Record<string, { description: string; params: object; return: string }>
  reset(): void
}

export const ok = (response: ServerResponse, text: string): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(text)
}

export const usualAnswer = '{"result":{"spaced" : [1.0,"\\/"]},"error_code":null,"error_info":null}'

/** A server of which every fault can be had, and which writes down what reaches it: the fuzzer reads that. */
export async function recordingUpstream(): Promise<RecordingUpstream> {
  const method = (params: object) => ({ description: '', params, return: 'any' })
  const upstream: RecordingUpstream = {
    received: [],
    fault: undefined,
    methods: {
      'conduit.ping': method([]),
      'conduit.query': method([]),
      'user.whoami': method([]),
      'maniphest.search': method({
        constraints: 'optional map',
        limit: 'optional int',
        order: 'optional order',
      }),
      'maniphest.edit': method({ transactions: 'list', objectIdentifier: 'optional string' }),
      'file.upload': method({ data_base64: 'required string', name: 'optional string' }),
      'auth.logout': method([]),
    },
    reset() {
      upstream.received.length = 0
      upstream.fault = undefined
    },
    ...(await listening(() => async (request, response) => {
      const chunks = await request.toArray().catch(() => undefined)
      // A request that was broken off is none, to a web server before PHP.
      if (!chunks) return
      const bytes = Buffer.concat(chunks)
      const body = bytes.toString()
      const { method = '', url = '', headers, rawHeaders } = request
      if (url === '/api/conduit.query') return answerQuery(upstream, response)
      upstream.received.push({ method, url, headers, rawHeaders, bytes, body })
      if (upstream.fault) return upstream.fault(request, response, body)
      ok(response, usualAnswer)
    })),
  }
  return upstream
}

function answerQuery({ methods }: RecordingUpstream, response: ServerResponse): void {
  ok(response, JSON.stringify({ result: methods, error_code: null, error_info: null }))
}
