/// <reference types="@crxjs/vite-plugin/client" />
import { browser, type Scripting } from '../../browser.ts'
import card from '../../card/card.iife.tsx?script'
import content from '../../content/content.iife.ts?script'
import typing from '../../content/typing.iife.ts?script'
import { hostPattern } from '../../origins.ts'
import { listSites } from './sites.ts'

/** What is typed into our card is kept from scripts of the page that come later; all else can wait. */
const SCRIPTS: readonly Scripting.RegisteredContentScript[] = [
  { id: 'typing', js: [typing], runAt: 'document_start' },
  { id: 'errors', js: [content], runAt: 'document_idle' },
]
const ids = SCRIPTS.map(({ id }) => id)

/** Our scripts run on the sites that are turned on and whose permission the user has given, and nowhere else. */
export async function registerContentScript(): Promise<void> {
  const patterns = new Set((await listSites()).map(({ origin }) => hostPattern(origin)))
  const matches: string[] = []
  for (const pattern of patterns) {
    if (await browser.permissions.contains({ origins: [pattern] })) matches.push(pattern)
  }
  await navigator.locks.request('content-script', async () => {
    const isRegistered = (await browser.scripting.getRegisteredContentScripts({ ids })).length > 0
    if (matches.length === 0) {
      if (isRegistered) await browser.scripting.unregisterContentScripts({ ids })
      return
    }
    const scripts = SCRIPTS.map((script) => ({ ...script, matches }))
    if (isRegistered) await browser.scripting.updateContentScripts(scripts)
    else await browser.scripting.registerContentScripts(scripts)
  })
}

/** For tabs that are open already when their site is turned on. */
export async function startInOpenTabs(origin: string): Promise<void> {
  for (const { id } of await browser.tabs.query({ url: hostPattern(origin) })) {
    // A tab that shows an error page of the browser's own takes no script.
    if (id !== undefined) await run(id, typing, content).catch(() => undefined)
  }
}

/** The card comes with the first click: a page of errors that nobody touches does not pay for it. */
export function loadCard(tabId: number): Promise<void> {
  return run(tabId, card)
}

async function run(tabId: number, ...files: string[]): Promise<void> {
  await browser.scripting.executeScript({ target: { tabId }, files, injectImmediately: true })
}
