import { upstreamTokens } from './gateway-before-phorge.ts'
import type { Received } from './recording-upstream.ts'

/** Of `maniphest.search`. */
const PARAMETER = /^(?:limit|order|constraints)(?:\[|$)/
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-type',
  'content-length',
  'user-agent',
  'x-request-id',
])
const REQUEST_ID = /^[\da-f-]{36}$/

/** @throws when it has another identity than rjkaplan's. What arrived, read as Phorge reads it: each field, each key of the JSON. What a parameter holds is the caller's affair. */
export function assertGranted(method: string, { url, headers, body }: Received): void {
  const foreign = Object.keys(headers).filter((name) => !OWN_HEADERS.has(name))
  const fields = [...new URLSearchParams(body)]
  const identities = fields.flatMap(([name, value]) => identitiesIn(name, value))
  const expected = method === 'conduit.ping' ? [] : [`token ${upstreamTokens.rjkaplan}`]
  const isGranted = JSON.stringify(identities) === JSON.stringify(expected)
  const names = fields.map(([name]) => name)
  const isOnce = new Set(names).size === names.length && REQUEST_ID.test(String(headers['x-request-id']))
  if (url === `/api/${method}` && foreign.length === 0 && isGranted && isOnce) return
  throw new Error(`${url} was reached with ${identities}, headers ${foreign}, body ${body}`)
}

function identitiesIn(name: string, value: string): string[] {
  if (name === 'api.token') return [`token ${value}`]
  if (name === 'params') return identitiesInParams(value)
  return name === 'output' || PARAMETER.test(name) ? [] : [`field ${name}`]
}

function identitiesInParams(text: string): string[] {
  const { __conduit__: metadata = {}, ...params } = JSON.parse(text) as Record<string, object>
  // Written by us, it comes out the same again; a key that stands there twice would not.
  const twice = JSON.stringify(JSON.parse(text)) === text ? [] : ['a key twice']
  const unknown = Object.keys(params).filter((name) => !PARAMETER.test(name))
  return [...twice, ...unknown, ...Object.entries(metadata).map(([name, value]) => `${name} ${value}`)]
}
