import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { ensureFirefox } from './firefox.ts'
import { canInstallWithApt, findProgram, installWithApt } from './installed-program.ts'

/** Names on the PATH and places where installers put a Chromium-based browser. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
  'brave-browser',
]
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Root cannot use Chromium's sandbox; the rest keeps it from calling home, which a closed network refuses noisily. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The path of a browser that starts, or `undefined`. `CHROME_PATH` goes before everything else. */
export function findBrowser(): string | undefined {
  return findProgram({
    path: process.env.CHROME_PATH,
    commands: COMMANDS,
    places: [...PLACES, chromium.executablePath()],
  })
}

/**
 * Chromium without its windows: the same engine, with neither tab strip nor extensions. It opens and draws pages in a
 * third of the processor time.
 */
function findHeadlessShell(): string | undefined {
  if (process.env.CHROME_PATH) return undefined
  return findProgram({ path: undefined, commands: ['chromium-headless-shell'], places: [] })
}

/** Starts a headless browser. @throws with the command to run where there is none. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findHeadlessShell() ?? installedBrowser(), args: ARGUMENTS })
}

/** Starts a browser with the unpacked extension in `folder`, and its data in `profile`. Needs a Chromium. */
export async function launchExtension(
  folder: string,
  profile: string,
  { headless = true }: { readonly headless?: boolean } = {},
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: installedBrowser(),
    headless,
    ...(!headless && { viewport: null }),
    // The headless mode of old, which Playwright would choose, has no extensions.
    channel: 'chromium',
    args: [...ARGUMENTS, `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
  })
}

function installedBrowser(): string {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('No Chromium or Chrome found: run `npm run browser` to install one.')
  return executablePath
}

/** Finds a browser, or installs one. @throws with one line that says what to install. */
export function ensureBrowser(say: (line: string) => void): string {
  const found = findBrowser()
  if (found) return found
  if (canInstallWithApt()) {
    say('No Chromium or Chrome found: installing chromium with apt-get.')
    // A page without any font shows boxes in the screenshots.
    installWithApt('chromium', 'fonts-liberation', 'fonts-dejavu-core')
    const installed = findBrowser()
    // Apart: where it is unknown, apt would install nothing of all that it is asked for.
    if (installed) installWithApt('chromium-headless-shell')
    if (installed) return installed
  }
  say('No Chromium or Chrome found: installing one with Playwright.')
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  const installer = [cli, 'install', ...(process.platform === 'linux' ? ['--with-deps'] : []), 'chromium']
  spawnSync(process.execPath, installer, { stdio: 'inherit' })
  const installed = findBrowser()
  if (installed) return installed
  throw new Error('Install Chromium or Chrome, or set CHROME_PATH to the path of one, and run this again.')
}

if (import.meta.main) {
  try {
    console.log(`Browser: ${ensureBrowser(console.log)}`)
    console.log(`Firefox: ${ensureFirefox(console.log)}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
