import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Manner } from './world.ts'

const PATH = /^\/stub\/(?<manner>[a-z-]+)\/(?<id>[0-9a-f-]+)\/(?<rest>.*)$/

/** What one stub does with the nth sending. What a real server does only when something is broken. */
type Answer = (sending: number, request: IncomingMessage, response: ServerResponse) => void | Promise<void>

const manners: Readonly<Record<Manner, Answer>> = {
  /** Tells what arrived. */
  echo: async (_, request, response) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)))
    result(response, { httpMethod: request.method, headers: request.headers, form })
  },
  /** Tells which sending it was. */
  'in-order': (sending, _, response) => result(response, sending),
  /** As a login page does. */
  html: (_, __, response) => html(response, 200),
  redirect: (_, __, response) => {
    response.writeHead(302, { location: 'https://phorge.example.com/api/user.whoami' })
    response.end()
  },
  /** Repeats the credentials in its words. */
  indiscreet: async (_, request, response) => {
    const params = new URLSearchParams(await text(request)).get('params')
    envelope(response, { result: null, error_code: 'ERR-CONDUIT-CORE', error_info: `It was sent: ${params}` })
  },
  'fails-once': (sending, _, response) => (sending === 1 ? html(response, 500) : result(response, 'stub')),
  'limits-once': (sending, _, response) => {
    if (sending > 1) return result(response, 'stub')
    response.writeHead(429, { 'content-type': 'text/plain' })
    response.end('Too many requests')
  },
  'truncates-once': (sending, _, response) => {
    if (sending > 1) return result(response, 'stub')
    response.setHeader('content-type', 'application/json')
    response.end('{"result":"st')
  },
  'drops-once': (sending, _, response) =>
    sending === 1 ? void response.socket?.destroy() : result(response, 'stub'),
  /** Reads what was sent and hangs up. */
  drops: async (_, request, response) => {
    await text(request)
    response.socket?.destroy()
  },
  silent: () => {},
}

/** Answers below `/stub/<manner>/<id>/`, where every id counts its sendings. */
export function stub(): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const sendings = new Map<string, number>()
  return async (request, response) => {
    const { manner, id = '', rest } = PATH.exec(request.url ?? '')?.groups ?? {}
    if (!manner || !isManner(manner)) return false
    const sending = sendings.get(id) ?? 0
    if (rest === 'sendings') {
      response.end(String(sending))
      return true
    }
    sendings.set(id, sending + 1)
    // Chromium sends a POST again by itself when a connection breaks that was used before.
    response.setHeader('connection', 'close')
    await manners[manner](sending + 1, request, response)
    return true
  }
}

function isManner(manner: string): manner is Manner {
  return Object.hasOwn(manners, manner)
}

function result(response: ServerResponse, result: unknown): void {
  envelope(response, { result, error_code: null, error_info: null })
}

function envelope(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}

function html(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' })
  response.end('<!doctype html><title>Phorge</title>')
}
