import * as z from 'zod/mini'
import { browser } from '../../browser.ts'
import { siteSettings } from '../../messages.ts'
import { hostPattern } from '../../origins.ts'
import type { SiteSettings } from '../../settings.ts'
import { serverAt } from '../servers/servers.ts'
import { registerContentScript, startInOpenTabs } from './content-script.ts'
import { saveSite, siteAt } from './sites.ts'

/** A question of the browser's that is older than this is not the one that was meant. */
const ANSWERED_WITHIN = 5 * 60_000
const WAITING = 'site-to-turn-on'
const waiting = z.object({ site: siteSettings, asked: z.number() })

/** Turns a site on, in the tabs that show it already too. */
export async function turnOn(site: SiteSettings): Promise<SiteSettings> {
  await serverAt(site.server)
  await saveSite(site)
  await registerContentScript()
  await startInOpenTabs(site.origin)
  return siteAt(site.origin)
}

/** The user is about to be asked for this site's permission. */
export async function turnOnOncePermitted(site: SiteSettings): Promise<void> {
  await browser.storage.session.set({ [WAITING]: { site, asked: Date.now() } })
}

/** Firefox closes the popup when it asks, so that nobody is left there to go on with a site that was permitted. */
export async function turnOnPermitted(): Promise<void> {
  const { data } = waiting.safeParse((await browser.storage.session.get(WAITING))[WAITING])
  if (!data) return
  const isPermitted = await browser.permissions.contains({ origins: [hostPattern(data.site.origin)] })
  if (!isPermitted) return
  await browser.storage.session.remove(WAITING)
  if (Date.now() - data.asked < ANSWERED_WITHIN) await turnOn(data.site)
}
