import { existsSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { demoAccounts } from '../gateway/src/backends/embedded/accounts/demo.ts'
import type { DemoBrowser } from './demo-extension.ts'
import { type DemoPhorge, gatewayUrlOf, PhorgeMissing, phorgeOf } from './demo-phorge.ts'
import type { RunningDemo } from './start-demo.ts'

class UsageError extends Error {}

const HELP = `Usage: npm run demo -- [options]

Starts the gateway, the error viewer and a small program whose bugs really throw. Ctrl-C stops them all.

  --port N               the gateway's port; the error viewer takes the next one (default: 8080)
  --data-directory DIR   where everything is kept (default: .data)
  --plain                the error viewer has no buttons for tasks of its own
  --extension            plain, and a Chromium with the browser extension, which gives it some
  --phorge URL           put the gateway before this Phorge, in place of its own Maniphest
  --phorge-mode MODE     own-origin, or same-origin where Phorge's base-uri is the gateway's address (default: own-origin)
  --reset                delete what is kept there, and start anew
  --help                 this text`

try {
  const options = readArguments()
  if (options.help) {
    console.log(HELP)
  } else {
    const phorge = await phorgeBehind(options)
    if (options.reset) reset(options.dataDirectory)
    console.log('Starting the gateway, the error viewer and a small shop program that fails all the time …')
    // Whom a wrong option keeps from starting waits for none of this.
    const { startDemo } = await import('./start-demo.ts')
    const demo = await startDemo({ ...options, phorge, sampleProgram: true })
    const browser = options.extension ? await openBrowser(demo, options.dataDirectory) : undefined
    stopOnSignal(demo, browser)
    if (browser) greetWithExtension(demo, browser)
    else if (phorge) greetAt(demo, options.dataDirectory, phorge)
    else greet(demo, options.dataDirectory)
  }
} catch (error) {
  console.error(explain(error))
  process.exit(error instanceof UsageError || error instanceof PhorgeMissing ? 2 : 1)
}

function readArguments() {
  const port = { type: 'string', default: '8080' } as const
  const directory = { type: 'string', default: '.data' } as const
  const text = { type: 'string' } as const
  const mode = { type: 'string', default: 'own-origin' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArguments(() =>
    parseArgs({
      options: {
        port,
        'data-directory': directory,
        plain: flag,
        extension: flag,
        phorge: text,
        'phorge-mode': mode,
        reset: flag,
        help: flag,
      },
    }),
  )
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_534) {
    throw new UsageError(`--port: "${values.port}" is no port. It takes a number from 0 to 65534.`)
  }
  return {
    port: Number(values.port),
    dataDirectory: values['data-directory'],
    plain: values.plain || values.extension,
    extension: values.extension,
    phorgeUrl: values.phorge,
    phorgeMode: values['phorge-mode'],
    reset: values.reset,
    help: values.help,
  }
}

async function phorgeBehind({
  port,
  phorgeUrl,
  phorgeMode,
}: ReturnType<typeof readArguments>): Promise<DemoPhorge | undefined> {
  if (phorgeUrl === undefined) return undefined
  const mode = phorgeMode === 'same-origin' ? phorgeMode : 'own-origin'
  const gatewayUrl = gatewayUrlOf(mode, port)
  return phorgeOf({ url: phorgeUrl, mode: phorgeMode, gatewayUrl, environment: process.env })
}

async function openBrowser(demo: RunningDemo, dataDirectory: string): Promise<DemoBrowser> {
  const { openWithExtension } = await import('./demo-extension.ts')
  return openWithExtension(demo, dataDirectory)
}

function greetAt(
  { gateway, errorViewer }: RunningDemo,
  dataDirectory: string,
  { url, mode }: DemoPhorge,
): void {
  const link = 'paste an API token of yours once'
  console.log(`
  What to do first
    1. Open ${errorViewer.url}  – the error viewer. The shop's errors are there already.
    2. "Sign in": Phorge asks who you are${mode === 'own-origin' ? `; ${link}` : ''}; choose what the error viewer may do for you.
    3. "Create task" on an error. "Open" leads to the task in Phorge, which says that you created it.
    4. See what is kept of you, and delete it: ${gateway.url}/gateway/settings/phorge-token/

  Error viewer   ${errorViewer.url}
  Gateway        ${gateway.url}/gateway/   (before ${url}, ${mode})

  The tasks are real ones, in that Phorge. Ctrl-C stops everything. Tokens and errors are kept in ${dataDirectory}/.
`)
}

function greet({ gateway, errorViewer }: RunningDemo, dataDirectory: string): void {
  const people = demoAccounts.filter(({ password }) => password)
  const width = Math.max(...people.map(({ userName }) => userName.length))
  const [first] = people
  console.log(`
  What to do first
    1. Open ${errorViewer.url}  – the error viewer. The shop's errors are there already.
    2. "Sign in" as ${first?.userName}, password ${first?.password}, and choose what the error viewer may do for you.
    3. "Create task" on an error. "T1 Open" leads to the task, which says that ${first?.userName} created it.
    4. Close it, reopen it; and see what happens when admin takes a rule away: ${gateway.url}/gateway/admin/applications/

  Error viewer   ${errorViewer.url}
  Gateway        ${gateway.url}   (its own Maniphest: ${gateway.url}/maniphest/)

  Accounts       ${people
    .map(
      ({ userName, password, isAdministrator }) =>
        `${userName.padEnd(width)}  password ${password}${isAdministrator ? '  (administrator)' : ''}`,
    )
    .join('\n                 ')}

  To report errors of your own, give Sentry's SDK this DSN:
    ${errorViewer.dsn}

  Ctrl-C stops everything. What was done is kept in ${dataDirectory}/; --reset starts anew.
`)
}

function greetWithExtension({ gateway, errorViewer }: RunningDemo, { hasWindow }: DemoBrowser): void {
  const [person] = demoAccounts.filter(({ password }) => password)
  console.log(`
  What to do first
    1. In the Chromium that has opened${hasWindow ? '' : ' (without a window, as there is no display here)'}: the error viewer, which has no buttons of its own.
       Beside each error the extension has put one.
    2. Press it and "Sign in" as ${person?.userName}, password ${person?.password}.
    3. "Create task", close it, reopen it. The toolbar button shows this page's errors, and the options.

  Error viewer   ${errorViewer.url}
  Gateway        ${gateway.url}   (its own Maniphest: ${gateway.url}/maniphest/)

  Ctrl-C stops everything.
`)
}

/** npm hands a Ctrl-C on, so it can arrive twice: the second one must not cut the first short. */
function stopOnSignal(demo: RunningDemo, browser: DemoBrowser | undefined): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await browser?.close()
    await demo.close()
    console.log('Stopped.')
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}

function parseArguments<Parsed>(parse: () => Parsed): Parsed {
  try {
    return parse()
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
  }
}

/** Only what the demo itself made is deleted: a wrong --data-directory must not cost anybody their files. */
function reset(dataDirectory: string): void {
  for (const name of [
    'gateway',
    'error-viewer',
    'logs',
    'page',
    'client-secret',
    'extension',
    'extension-profile',
  ]) {
    const path = `${dataDirectory}/${name}`
    if (existsSync(path)) rmSync(path, { recursive: true })
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof UsageError || error instanceof PhorgeMissing) return error.message
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop what uses it, or choose another pair: npm run demo -- --port ${(port ?? 8080) + 100}`
  }
  return error.stack ?? error.message
}
