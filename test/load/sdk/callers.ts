import canduit from 'canduit'
import { apiToken, Conduit } from 'phorge-conduit'
import { nodeFetch } from 'phorge-conduit/node'
import { form } from '../seed-server.ts'

/** Makes one call and returns its result. */
export type Caller = () => Promise<unknown>

export interface CallToMake {
  readonly url: string
  readonly method: string
  readonly params: object
  /** One for each caller: to the SDK the same call of the same person is one call while it is under way. */
  readonly tokens: readonly string[]
}

export type ClientName = 'fetch' | 'ours' | 'ours over node:http' | 'canduit'

/** The same calls by each client: one caller for each token. */
export const clients: Readonly<Record<ClientName, (call: CallToMake) => Caller[]>> = {
  /** What every client that speaks HTTP has to do at the least; its body is made beforehand. */
  fetch: ({ url, method, params, tokens }) =>
    tokens.map((token) => {
      const body = form({ ...params, __conduit__: { token } })
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return async () => {
        const response = await fetch(`${url}/api/${method}`, { method: 'POST', headers, body })
        const { result, error_code } = (await response.json()) as { result: unknown; error_code: unknown }
        if (error_code !== null) throw new Error(`${method}: ${error_code}`)
        return result
      }
    }),
  ours: (call) => ours(call, fetch),
  /** As a program that wants speed would have it; canduit is over Node's own HTTP client too. */
  'ours over node:http': (call) => ours(call, nodeFetch()),
  canduit: ({ url, method, params, tokens }) =>
    tokens.map((token) => {
      const client = canduit({ api: `${url}/api/`, token }, () => {})
      return () =>
        new Promise((resolve, reject) => {
          client.exec(method, { ...params }, (error, result) => (error ? reject(error) : resolve(result)))
        })
    }),
}

function ours({ url, method, params, tokens }: CallToMake, fetch: typeof globalThis.fetch): Caller[] {
  const server = new Conduit({ url, concurrency: tokens.length, fetch })
  return tokens.map((token) => {
    const conduit = server.as(apiToken(token))
    return () => conduit.call(method, params)
  })
}
