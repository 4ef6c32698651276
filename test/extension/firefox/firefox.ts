import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildExtension } from '../../../extension/build.ts'
import { findFirefox } from '../../../scripts/firefox.ts'
import { Marionette } from './marionette.ts'
import { Tab } from './tab.ts'

const ID = 'phorge-conduit@phorge-conduit.invalid'
/** Firefox makes one for each installation. */
const UUID = '5f4c1f3e-6d2b-4c8e-9a57-0c4f3b1d2e6a'

const PREFERENCES = {
  'marionette.port': 0,
  'extensions.webextensions.uuids': JSON.stringify({ [ID]: UUID }),
  // The question for a host permission is a panel of the browser's own, which nothing but a person can press. It still
  // takes a press on our page to ask, and what has not been asked for is not given.
  'extensions.webextOptionalPermissionPrompts': false,
  'intl.accept_languages': 'en-US',
}

/** A Firefox with the extension, built as for release. */
export class Firefox {
  readonly origin = `moz-extension://${UUID}`
  /** Which Firefox makes of the extension's identifier, the same in every installation. */
  readonly redirectUri = 'https://544b5d02d4a47c0811fcedde03483e0bceb9468e.extensions.allizom.org/'
  readonly #marionette: Marionette
  readonly #quit: () => Promise<void>

  private constructor(marionette: Marionette, quit: () => Promise<void>) {
    this.#marionette = marionette
    this.#quit = quit
  }

  /** @param prepare Changes the built files before Firefox reads them. */
  static async withExtension(prepare?: (folder: string) => Promise<void>): Promise<Firefox> {
    const root = await mkdtemp(join(tmpdir(), 'phorge-conduit-firefox-'))
    const [extension, profile] = [join(root, 'extension'), join(root, 'profile')]
    await buildExtension({ target: 'firefox', outDir: extension })
    await prepare?.(extension)
    const { port, quit } = await start(profile)
    const marionette = await Marionette.to(port)
    await marionette.send('WebDriver:NewSession', {})
    await marionette.send('Addon:Install', { path: extension, temporary: true })
    return new Firefox(marionette, async () => {
      await quit()
      await rm(root, { recursive: true, force: true })
    })
  }

  /** Opens an address, or one of the extension's own pages, in a new tab. */
  async open(address: string): Promise<Tab> {
    // A new one needs one to start from; the last may be closed.
    const [some] = await this.#handles()
    await this.#marionette.send('WebDriver:SwitchToWindow', { handle: some })
    const { handle } = await this.#marionette.send<{ handle: string }>('WebDriver:NewWindow', { type: 'tab' })
    const tab = new Tab(this.#marionette, handle)
    await tab.goto(new URL(address, `${this.origin}/`).href)
    return tab
  }

  /** Waits for the tab or window that somebody else opens, such as the first-run page. */
  async tabAt(address: string): Promise<Tab> {
    const deadline = Date.now() + 10_000
    for (;;) {
      for (const handle of await this.#handles()) {
        const tab = new Tab(this.#marionette, handle)
        if ((await tab.address().catch(() => '')).startsWith(address)) return tab
      }
      if (Date.now() > deadline) throw new Error(`no tab shows ${address}`)
    }
  }

  #handles(): Promise<string[]> {
    return this.#marionette.send<string[]>('WebDriver:GetWindowHandles')
  }

  close(): Promise<void> {
    return this.#quit()
  }
}

async function start(profile: string): Promise<{ port: number; quit: () => Promise<void> }> {
  const executable = findFirefox()
  if (!executable) throw new Error('No Firefox found: run `npm run browser` to install one.')
  await mkdir(profile)
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  )
  await writeFile(join(profile, 'user.js'), lines.join(''))
  // An extension's pages count as the system's for WebDriver.
  const child = spawn(
    executable,
    ['--marionette', '--remote-allow-system-access', '--headless', '--no-remote', '--profile', profile],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const ended = once(child, 'exit')
  const port = await portIn(createInterface({ input: child.stdout }))
  child.stdout.resume()
  return {
    port,
    async quit() {
      child.kill()
      await ended
    },
  }
}

/** Firefox takes a free port and says which. */
async function portIn(lines: AsyncIterable<string>): Promise<number> {
  const said: string[] = []
  for await (const line of lines) {
    const [, port] = /Marionette\s+INFO\s+Listening on port (\d+)/.exec(line) ?? []
    if (port) return Number(port)
    said.push(line)
  }
  throw new Error(`Firefox did not start:\n${said.join('\n')}`)
}
