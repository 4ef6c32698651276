import { type AddressInfo, createServer } from 'node:net'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type DestinationStream, pino } from 'pino'
import { authorizationServerRoutes } from './authorization-server/routes.ts'
import { openEmbeddedBackend } from './backends/embedded/embedded.ts'
import { conduitRoutes } from './conduit/routes.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database/open.ts'
import type { Gateway } from './gateway.ts'
import { pageRoutes } from './pages/routes.ts'

export { type Config, ConfigError, type ConfigInput, readConfig } from './config.ts'
export type { Gateway } from './gateway.ts'

export interface Seams {
  /** Now, in epoch seconds. @default the machine's clock */
  readonly now?: () => number
  /** Where log lines go. @default standard output */
  readonly logStream?: DestinationStream
}

export interface RunningGateway {
  readonly gateway: Gateway
  readonly server: FastifyInstance
  /** Where it listens, with the port that was really taken. */
  readonly url: string
  close(): Promise<void>
}

/** Opens the databases, starts listening, and resolves when the first request can be answered. */
export async function startGateway(settings: Config, seams: Seams = {}): Promise<RunningGateway> {
  const config = settings.port === 0 ? await withFreePort(settings) : settings
  const now = seams.now ?? (() => Math.floor(Date.now() / 1000))
  const log = pino(
    { level: config.logLevel, base: null, serializers: { req: requestForLog } },
    seams.logStream ?? pino.destination(1),
  )
  const database = await openDatabase(config.dataDirectory)
  const backend = await openEmbeddedBackend({ ...config, now })
  const gateway: Gateway = { config, database, backend, now, log }
  const server = await buildServer(gateway)
  const close = async () => {
    await server.close()
    await backend.close()
    await database.destroy()
  }
  try {
    await server.listen({ host: config.host, port: config.port })
  } catch (error) {
    await close()
    throw error
  }
  return { gateway, server, url: config.publicUrl, close }
}

async function buildServer(gateway: Gateway): Promise<FastifyInstance> {
  const server = fastify({
    loggerInstance: gateway.log,
    trustProxy: gateway.config.trustProxy,
    forceCloseConnections: true,
    bodyLimit: 64 * 1024 * 1024,
    routerOptions: { maxParamLength: 500 },
  }) as unknown as FastifyInstance
  await server.register(conduitRoutes(gateway))
  await server.register(authorizationServerRoutes(gateway))
  await server.register(pageRoutes(gateway))
  return server
}

/** The path without the query: Phorge's clients may put codes, client secrets and tokens there. */
function requestForLog({ method, url, ip }: FastifyRequest) {
  return { method, path: url.split('?', 1)[0], ip }
}

/** The issuer's address is part of what the server says, so the port has to be known before it listens. */
async function withFreePort(config: Config): Promise<Config> {
  const port = await new Promise<number>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, config.host, () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
  return { ...config, port, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) }
}
