import { type AddressInfo, createServer } from 'node:net'
import type { DatabaseSync } from 'node:sqlite'
import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { TokenStore } from 'phorge-conduit'
import { type DestinationStream, type Logger, pino, type SerializedError, stdSerializers } from 'pino'
import type { Config } from './config.ts'
import { openDatabase } from './database/open.ts'
import { openErrors } from './errors/errors.ts'
import { errorRoutes } from './errors/routes.ts'
import { ingestRoutes } from './ingest/routes.ts'
import { keptSecret } from './secrets.ts'
import { openPeople } from './sign-in/people.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { openSignIn } from './sign-in/sign-in.ts'
import { securityHeaders, siteRoutes } from './site/routes.ts'
import { openTaskLinks } from './tasks/links.ts'
import { refuse } from './tasks/refusals.ts'
import { taskRoutes } from './tasks/routes.ts'
import { openStatuses } from './tasks/statuses.ts'
import type { Viewer } from './viewer.ts'

export { type Config, ConfigError, type ConfigInput, readConfig } from './config.ts'
export type { Viewer } from './viewer.ts'

export interface Seams {
  /** Now, in epoch seconds. @default the machine's clock */
  readonly now?: () => number
  /** Where log lines go. @default standard output */
  readonly logStream?: DestinationStream
  /** How the gateway is reached. @default the platform's */
  readonly fetch?: typeof fetch
  /** Where the users' tokens are kept. @default `tokens.json` in the data folder */
  readonly store?: TokenStore
}

export interface RunningErrorViewer {
  readonly viewer: Viewer
  readonly server: FastifyInstance
  /** Where browsers find it, with the port that was really taken. */
  readonly url: string
  /** What to give Sentry's SDKs, so that they report here. */
  readonly dsn: string
  close(): Promise<void>
}

/** Opens the database, starts listening, and resolves when the first request can be answered. */
export async function startErrorViewer(settings: Config, seams: Seams = {}): Promise<RunningErrorViewer> {
  const config = settings.port === 0 ? await withFreePort(settings) : settings
  const database = openDatabase(config.dataDirectory)
  const log = pino({ level: config.logLevel, base: null }, seams.logStream ?? pino.destination(1))
  const viewer = openViewer(config, database, log, seams)
  const server = await buildServer(viewer)
  const close = async () => {
    await server.close()
    database.close()
  }
  try {
    await server.listen({ host: config.host, port: config.port })
  } catch (error) {
    await close()
    throw error
  }
  return { viewer, server, url: config.publicUrl, dsn: viewer.dsn, close }
}

function openViewer(config: Config, database: DatabaseSync, log: Logger, seams: Seams): Viewer {
  const now = seams.now ?? (() => Math.floor(Date.now() / 1000))
  const publicKey = config.publicKey ?? keptSecret(config.dataDirectory, 'public-key', 16)
  const { protocol, host } = new URL(config.publicUrl)
  const viewer = {
    config,
    database,
    errors: openErrors(database, config),
    links: openTaskLinks(database, now),
    people: openPeople(database),
    statuses: openStatuses(now),
    underWay: new Set<string>(),
    publicKey,
    dsn: `${protocol}//${publicKey}@${host}/1`,
    now,
    log,
    fetch: seams.fetch,
  }
  return { ...viewer, signIn: openSignIn(viewer, seams.store) }
}

async function buildServer(viewer: Viewer): Promise<FastifyInstance> {
  const server = fastify({
    loggerInstance: viewer.log.child({}, { serializers: { req: loggedRequest, err: loggedError } }),
    forceCloseConnections: true,
    bodyLimit: 256 * 1024,
  }) as unknown as FastifyInstance
  await server.register(helmet, securityHeaders)
  server.setErrorHandler(answerFailure)
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  await server.register(ingestRoutes(viewer))
  await server.register(errorRoutes(viewer))
  await server.register(signInRoutes(viewer))
  await server.register(taskRoutes(viewer))
  await server.register(siteRoutes(viewer))
  return server
}

/** What no route expected: a body that is no JSON, or a bug, of which only the log hears more. */
function answerFailure(
  error: Error & { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500
  const action = { kind: 'retry' } as const
  if (status < 500) {
    const remedy = 'Load the page again, then try once more.'
    return refuse(reply, { status, code: 'invalid', message: error.message, remedy, action })
  }
  request.log.error({ err: error }, 'a request failed')
  const message = 'The error viewer failed; its log says why.'
  return refuse(reply, { status, code: 'server', message, remedy: 'Try again in a moment.', action })
}

/** Without what Node hangs on to a request that it cannot parse: the bytes as they came, cookies included. */
function loggedError(error: Error) {
  const { rawPacket: _, ...told } = stdSerializers.err(error) as SerializedError & { rawPacket?: unknown }
  return told
}

/** Queries hold authorization codes and keys: a log has the path alone. */
function loggedRequest({ method, url, ip }: { method: string; url: string; ip: string }) {
  return { method, path: url.replace(/\?.*$/s, ''), remoteAddress: ip }
}

/** The address goes to the authorization server and into the DSN, so the port has to be known before it listens. */
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
