import { randomInt } from 'node:crypto'
import { createServer as createProbe } from 'node:net'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { type DestinationStream, pino } from 'pino'
import { registrationRoutes } from './applications/registration/routes.ts'
import { forgetOldCalls } from './audit/call-log/forget.ts'
import { openCallLog } from './audit/call-log/open.ts'
import { authorizationServerRoutes } from './authorization-server/routes.ts'
import { stockPhorgeRoutes } from './backends/embedded/stock-phorge/routes.ts'
import { StockPhorge } from './backends/embedded/stock-phorge/stock-phorge.ts'
import { openBackend } from './backends/open.ts'
import { openPhorgeLink, type PhorgeLink } from './backends/phorge/link.ts'
import { front } from './backends/phorge/same-origin/front.ts'
import type { Vault } from './backends/phorge/vault.ts'
import { ownDescriptions } from './conduit/own-methods.ts'
import { conduitRoutes } from './conduit/routes.ts'
import { type Config, risksOf } from './config.ts'
import { openDatabase } from './database/open.ts'
import type { Gateway } from './gateway.ts'
import { healthRoutes } from './health.ts'
import { Limits } from './limits/limits.ts'
import type { Postman } from './mail/postman.ts'
import { Metrics } from './metrics/metrics.ts'
import { startMetricsServer } from './metrics/metrics-server.ts'
import { pageRoutes } from './pages/routes.ts'
import { requestForLog } from './request-log.ts'
import { createServer, errorForLog } from './server.ts'
import { SignInLimit } from './sessions/sign-in-limit.ts'
import { tellOfExpiry } from './tokens/expiring.ts'
import { openTokenKey } from './tokens/open-token-key.ts'
import { reportedTokenRoutes } from './tokens/reported/routes.ts'
import { KeyRing } from './vault/key-ring.ts'
import { vaultKeySource } from './vault/key-source.ts'

export type { Outage, StockPhorge } from './backends/embedded/stock-phorge/stock-phorge.ts'
export type { Vault } from './backends/phorge/vault.ts'
export { type Config, ConfigError, type ConfigInput, readConfig } from './config.ts'
export type { Gateway } from './gateway.ts'

export interface Seams {
  /** Now, in epoch seconds. @default the machine's clock */
  readonly now?: () => number
  /** Keeps people's Phorge tokens, of the backend `phorge`. Nobody can sign in then. @default the gateway's own */
  readonly vault?: Vault
  /** Where log lines go. @default standard output */
  readonly logStream?: DestinationStream
}

export interface RunningGateway {
  readonly gateway: Gateway
  readonly server: FastifyInstance
  /** With the face of a stock Phorge: what can be ordered of it. */
  readonly phorge: StockPhorge | undefined
  /** Where it listens, with the port that was really taken. */
  readonly url: string
  /** Where Prometheus finds its metrics, with `metrics` in the settings. */
  readonly metricsUrl: string | undefined
  close(): Promise<void>
}

/**
 * Opens the databases, starts listening, and resolves when the first request can be answered. When one step fails, what
 * was opened before it is closed again. A second gateway may be started on the same data directory (at another port):
 * everything that both know is in the databases, only the counts of failed sign-ins are each one's own.
 */
export async function startGateway(settings: Config, seams: Seams = {}): Promise<RunningGateway> {
  const config = settings.port === 0 ? await withFreePort(settings) : settings
  const now = seams.now ?? (() => Math.floor(Date.now() / 1000))
  const log = pino(
    { level: config.logLevel, base: null, serializers: { req: requestForLog, err: errorForLog } },
    seams.logStream ?? pino.destination(1),
  )
  const opened: (() => Promise<unknown>)[] = []
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= closeInTurn(opened.toReversed())
    return closed
  }
  try {
    const database = await openDatabase(config.dataDirectory)
    opened.push(() => database.destroy())
    const tokenKey = await openTokenKey(config, database)
    const keys = await KeyRing.open(vaultKeySource(config))
    const isLogged = config.callLog && config.face === 'gateway'
    const callLog = isLogged ? openCallLog(config.dataDirectory, log) : undefined
    if (callLog) opened.push(() => callLog.close())
    const link = await linkOf(config, seams, { database, now, keys })
    if (link) opened.push(() => link.close())
    // A stock Phorge has none of ours.
    const own = config.face === 'phorge' ? new Map() : ownDescriptions
    const backend = await openBackend(config, { database, log, now, own, vault: seams.vault ?? link?.vault })
    opened.push(() => backend.close())
    const metrics = config.metrics && new Metrics(backend)
    const limits = await Limits.open({ config, database, log, now })
    opened.push(() => limits.flush())
    const postman = await postmanOf(config)
    const secondFactorLimit = new SignInLimit(now)
    const gateway: Gateway = {
      config,
      database,
      backend,
      keys,
      secondFactorLimit,
      phorge: link,
      now,
      log,
      tokenKey,
      limits,
      metrics,
      callLog,
      postman,
    }
    postman?.start(gateway)
    if (postman) opened.push(() => postman.close())
    if (callLog) opened.push(forgetOldCalls(gateway, callLog))
    opened.push(tellOfExpiry(gateway))
    const server = createServer(gateway)
    opened.push(() => server.close())
    const phorge = config.face === 'phorge' ? new StockPhorge(gateway) : undefined
    for (const routes of phorge ? [stockPhorgeRoutes(gateway, phorge)] : routesOf(gateway)) {
      await server.register(routes)
    }
    await server.listen({ host: config.host, port: config.port })
    const measured = metrics && config.metrics && (await startMetricsServer(metrics, config.metrics))
    if (measured) opened.push(() => measured.close())
    for (const risk of risksOf(config)) log.warn(risk)
    return { gateway, server, phorge, url: config.publicUrl, metricsUrl: measured?.url, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function linkOf(
  config: Config,
  { vault }: Seams,
  parts: Parameters<typeof openPhorgeLink>[1],
): Promise<PhorgeLink | undefined> {
  return config.backend === 'phorge' && !vault ? openPhorgeLink(config, parts) : undefined
}

/** What sends mail is loaded where there is a mail server: a gateway that was killed is back sooner without it. */
async function postmanOf(config: Config): Promise<Postman | undefined> {
  const { smtpUrl } = config
  if (!smtpUrl) return undefined
  const { Postman } = await import('./mail/postman.ts')
  return new Postman({ ...config, smtpUrl })
}

function routesOf(gateway: Gateway): FastifyPluginAsync[] {
  return [
    healthRoutes(gateway),
    conduitRoutes(gateway),
    authorizationServerRoutes(gateway),
    registrationRoutes(gateway),
    pageRoutes(gateway),
    reportedTokenRoutes(gateway),
    front(gateway),
  ]
}

/** Closes one after the other; one that cannot be closed keeps none of the rest open. */
async function closeInTurn([first, ...rest]: readonly (() => Promise<unknown>)[]): Promise<void> {
  if (!first) return
  try {
    await first()
  } finally {
    await closeInTurn(rest)
  }
}

/**
 * The issuer's address is part of what the server says, so the port has to be known before it listens. It is below those
 * that a system hands out by itself: no connection and no other server takes it in between.
 */
async function withFreePort(config: Config): Promise<Config> {
  const port = randomInt(20_000, 32_000)
  if (!(await isFree(port, config.host))) return withFreePort(config)
  return { ...config, port, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) }
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createProbe()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
