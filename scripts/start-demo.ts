import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { type RunningErrorViewer, readConfig as readErrorViewerConfig, startErrorViewer } from 'error-viewer'
import { apiToken, Conduit } from 'phorge-conduit'
import {
  type ConfigInput,
  type Gateway,
  type RunningGateway,
  readConfig,
  startGateway,
} from 'phorge-conduit-gateway'
import { pino } from 'pino'
import { build } from 'vite'
import { wantedScopes } from '../demo-app/server/sign-in/scopes.ts'
import type { Scope } from '../gateway/src/access/scope.ts'
import {
  createApplication,
  findApplication,
  updateApplication,
} from '../gateway/src/applications/applications.ts'
import { isClientSecret, replaceClientSecret } from '../gateway/src/applications/client-secrets.ts'
import { allowedScopes, saveAllowedScopes } from '../gateway/src/applications/rules.ts'
import { type DemoPhorge, gatewayUrlOf } from './demo-phorge.ts'

const root = join(import.meta.dirname, '..')

export interface DemoOptions {
  /** Everything that is kept: databases, the client's secret, logs. */
  readonly dataDirectory: string
  /** The gateway's port; the error viewer takes the next one. 0 takes two free ones. */
  readonly port: number
  /** Starts the program whose bugs really throw. */
  readonly sampleProgram: boolean
  /** The error viewer has no buttons for tasks. @default false */
  readonly plain?: boolean
  /** The gateway before a Phorge that is there already, in place of its own Maniphest. */
  readonly phorge?: DemoPhorge | undefined
  /** @default 'info' */
  readonly logLevel?: 'trace' | 'info' | 'silent'
}

export interface RunningDemo {
  readonly gateway: RunningGateway
  readonly errorViewer: RunningErrorViewer
  close(): Promise<void>
}

/** Starts gateway, error viewer and sample program, which know each other. Logs go to files beside the data. */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const { dataDirectory, logLevel = 'info' } = options
  const [gatewayPort, viewerPort] = await choosePorts(options.port)
  const viewerUrl = `http://localhost:${viewerPort}`
  mkdirSync(join(dataDirectory, 'logs'), { recursive: true, mode: 0o700 })
  const logStream = (name: string) =>
    pino.destination({ dest: join(dataDirectory, 'logs', `${name}.log`), sync: true })

  const staticDirectory = await buildPage(dataDirectory)
  const gateway = await startGateway(
    readConfig({
      options: {
        port: gatewayPort,
        dataDirectory: join(dataDirectory, 'gateway'),
        logLevel,
        ...backendOf(options.phorge),
        publicUrl: gatewayUrlOf(options.phorge?.mode, gatewayPort),
      },
    }),
    { logStream: logStream('gateway') },
  )
  const clientSecret = await registerErrorViewer(
    gateway.gateway,
    dataDirectory,
    `${viewerUrl}/auth/callback`,
    await administratorOf(gateway.gateway, options.phorge),
  )
  const errorViewer = await startErrorViewer(
    readErrorViewerConfig({
      options: {
        port: viewerPort,
        publicUrl: viewerUrl,
        dataDirectory: join(dataDirectory, 'error-viewer'),
        conduitUrl: gateway.url,
        clientId: CLIENT_ID,
        clientSecret,
        plain: options.plain ?? false,
        staticDirectory,
        logLevel,
      },
    }),
    { logStream: logStream('error-viewer') },
  )
  const program = options.sampleProgram ? startSampleProgram(errorViewer.dsn) : undefined
  const close = async () => {
    if (program) await stop(program)
    await errorViewer.close()
    await gateway.close()
  }
  return { gateway, errorViewer, close }
}

const CLIENT_ID = 'error-viewer'

/** Registers the error viewer as an administrator would, once; its secret is kept for the next start. */
async function registerErrorViewer(
  gateway: Gateway,
  dataDirectory: string,
  redirectUri: string,
  createdBy: string,
): Promise<string> {
  const application = await findApplication(gateway, CLIENT_ID)
  if (application) await updateApplication(gateway, CLIENT_ID, { redirectUris: [redirectUri] })
  const file = join(dataDirectory, 'client-secret')
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (application && kept && (await isClientSecret(gateway, CLIENT_ID, kept))) return kept

  const secret = application
    ? await replaceClientSecret(gateway, CLIENT_ID)
    : (
        await createApplication(gateway, {
          clientId: CLIENT_ID,
          name: 'Error viewer',
          description: 'Shows the errors of the shop, and the task of each.',
          kind: 'confidential',
          redirectUris: [redirectUri],
          createdBy,
        })
      ).clientSecret
  if (!secret) throw new Error('The error viewer has no client secret; start anew with --reset.')
  writeFileSync(file, secret, { mode: 0o600 })
  if ((await allowedScopes(gateway, CLIENT_ID)).size === 0) {
    await saveAllowedScopes(gateway, CLIENT_ID, wantedScopes as readonly string[] as readonly Scope[])
  }
  return secret
}

function backendOf(phorge: DemoPhorge | undefined): ConfigInput {
  if (!phorge) return { demo: true }
  const backend = { backend: 'phorge', phorgeUrl: phorge.url, phorgeToken: phorge.token } as const
  return phorge.mode === 'same-origin'
    ? { ...backend, phorgeMode: phorge.mode, front: true }
    : { ...backend, phorgeClientId: phorge.clientId, phorgeClientSecret: phorge.clientSecret }
}

/** PHID of whoever registers the error viewer: the demo's administrator, or whose token the gateway was given. */
async function administratorOf(gateway: Gateway, phorge: DemoPhorge | undefined): Promise<string> {
  if (phorge) {
    const conduit = new Conduit({ url: phorge.url, credential: apiToken(phorge.token) })
    return (await conduit.user.whoami()).phid
  }
  const administrator = await gateway.backend.accountByName('admin')
  if (!administrator) throw new Error('The demo account "admin" is missing; start anew with --reset.')
  return administrator.phid
}

/** Into the data of this demo: another one that starts at the same time builds its own. */
async function buildPage(dataDirectory: string): Promise<string> {
  const outDir = resolve(dataDirectory, 'page')
  await build({
    configFile: join(root, 'demo-app/vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  })
  return outDir
}

function startSampleProgram(dsn: string): ChildProcess {
  return spawn(process.execPath, [join(root, 'demo-app/sample-program/main.ts')], {
    stdio: 'ignore',
    env: { ...process.env, SENTRY_DSN: dsn },
  })
}

async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return
  const ended = once(program, 'exit')
  program.kill('SIGTERM')
  await ended
}

/** Both ports are tried before anything is started, so that a taken one leaves nothing behind. */
async function choosePorts(port: number): Promise<[gateway: number, errorViewer: number]> {
  if (port === 0) {
    // Below those that a system hands out by itself: nothing takes them while the page is built.
    const free = randomInt(10_000, 15_000) * 2
    return choosePorts(free).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error
      return choosePorts(0)
    })
  }
  return [await tryPort(port), await tryPort(port + 1)]
}

function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
