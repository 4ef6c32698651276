import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ShownError {
  readonly key: string
  readonly title: string
  readonly description?: string
  readonly project?: string
}

export interface ErrorPage {
  /** `http://localhost:1234` */
  readonly url: string
  html: string
  /** Headers of every answer; a policy that allows nothing, unless a test sets another. */
  headers: Record<string, string>
  close(): Promise<void>
}

/** A site that marks its errors and forbids everything else to its pages. */
export async function errorPage(errors: readonly ShownError[] = []): Promise<ErrorPage> {
  const page = { html: listOf(errors), headers: { 'content-security-policy': "default-src 'none'" } }
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return Object.assign(page, {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

export function listOf(errors: readonly ShownError[]): string {
  const rows = errors.map(({ key, title, description = '', project = '' }) => {
    const [k, t, d, p] = [key, title, description, project].map(escaped)
    return `<li data-conduit-key="${k}" data-conduit-title="${t}" data-conduit-description="${d}" data-conduit-project="${p}">${t}</li>`
  })
  return `<!doctype html><html lang="en"><title>Errors</title><main><h1>Errors</h1><ul>${rows.join('')}</ul></main></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
