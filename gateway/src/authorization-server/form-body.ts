import type { FastifyInstance, FastifyRequest } from 'fastify'
import { OAuthRefusal } from './oauth-refusal.ts'

const LARGEST_FORM = 64 * 1024

/** Lets a server read forms as `URLSearchParams`, with the names that were sent twice, and leave other bodies unread. */
export function acceptForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST_FORM },
    async (_request: FastifyRequest, body: string) => new URLSearchParams(body),
  )
  server.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: LARGEST_FORM },
    async ({ headers }: FastifyRequest, body: Buffer<ArrayBuffer>) => {
      const contentType = headers['content-type'] ?? ''
      const form = await new Response(body, { headers: { 'content-type': contentType } })
        .formData()
        .catch(() => undefined)
      return form && new URLSearchParams([...form].map(([name, value]) => [name, String(value)]))
    },
  )
  server.addContentTypeParser('*', async () => undefined)
}

/** The parameters of a request: those of the query of a GET, or of the form. */
export function parametersOf({ method, url, body, headers }: FastifyRequest): URLSearchParams {
  // A redirect URI may stand in the query with a question mark of its own.
  if (method === 'GET') return new URLSearchParams(url.slice(`${url}?`.indexOf('?') + 1))
  if (body instanceof URLSearchParams) return body
  if (!headers['content-type']) return new URLSearchParams()
  throw new OAuthRefusal(400, 'invalid_request', 'Send the parameters as a form.')
}
