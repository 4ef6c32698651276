import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'

/** Everything that a browser was sent: addresses of pages, their text, and answers to scripts. */
export interface Seen {
  readonly where: string
  readonly text: string
}

/** Records what the pages of a browser are sent, from now on. */
export function watch(context: BrowserContext, seen: Seen[]): void {
  context.on('response', async (response) => {
    if (!/text|json|javascript/.test(response.headers()['content-type'] ?? '')) return
    // A page that was left has no body any more.
    const text = await response.text().catch(() => '')
    seen.push({ where: response.url().replace(/\?.*/s, ''), text })
  })
  context.on('console', (message) => seen.push({ where: 'console', text: message.text() }))
}

/** Every file below a folder, as bytes: databases with their write-ahead logs, log files. */
export function filesBelow(folder: string, except: readonly string[] = []): Seen[] {
  return globSync('**/*', { cwd: folder })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => !except.some((start) => name.startsWith(start)))
    .map((name) => ({ where: name, text: readFileSync(join(folder, name), 'latin1') }))
}

/** Where a secret turned up, by the secret's name: never the secret itself, since a test's output is kept. */
export function leaks(secrets: ReadonlyMap<string, string>, places: readonly Seen[]): string[] {
  const found = new Set<string>()
  for (const [name, secret] of secrets) {
    const spellings = new Set([
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
    ])
    for (const { where, text } of places) {
      if ([...spellings].some((spelling) => text.includes(spelling))) found.add(`${name} in ${where}`)
    }
  }
  return [...found]
}
