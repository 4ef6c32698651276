import fastify from 'fastify'
import type { Metrics } from './metrics.ts'

/** `--metrics 127.0.0.1:9464/metrics`: host and path may be left out. */
export interface MetricsAddress {
  readonly host: string
  readonly port: number
  readonly path: string
}

const FORM = /^(?:(?<host>\[[\da-f:]+\]|[\w.-]+):)?(?<port>\d{1,5})(?<path>\/[\w./-]*)?$/i

/** `undefined` when it is none. */
export function parseMetricsAddress(text: string): MetricsAddress | undefined {
  const { host = '127.0.0.1', port = '', path = '/metrics' } = FORM.exec(text)?.groups ?? {}
  if (port === '' || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port), path }
}

export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string
  close(): Promise<void>
}

/**
 * Metrics have a listener of their own: they name applications and say how busy they are, and what is forwarded to
 * everybody from the web server in front must not include them.
 */
export async function startMetricsServer(
  metrics: Metrics,
  { host, port, path }: MetricsAddress,
): Promise<MetricsServer> {
  const server = fastify({ forceCloseConnections: true })
  server.get(path, async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  const origin = await server.listen({ host, port })
  return { url: `${origin}${path}`, close: () => server.close() }
}
