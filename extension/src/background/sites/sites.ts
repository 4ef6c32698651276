import * as z from 'zod/mini'
import { siteSettings } from '../../messages.ts'
import type { SiteSettings } from '../../settings.ts'
import { ExtensionError } from '../failure.ts'
import { presets } from '../presets.ts'
import { stored } from '../storage.ts'

const kept = stored('sites', z.array(siteSettings), [])

/** Those of the administrator first. */
export async function listSites(): Promise<SiteSettings[]> {
  const preset = (await presets()).sites.map((site) => ({ ...site, isPreset: true }))
  const own = (await kept.get()).filter(({ origin }) => !preset.some((site) => site.origin === origin))
  return [...preset, ...own]
}

/** @throws {ExtensionError} `site_off` for a site that the user has not turned on. */
export async function siteAt(origin: string): Promise<SiteSettings> {
  const site = (await listSites()).find((site) => site.origin === origin)
  if (site) return site
  throw new ExtensionError(
    'site_off',
    'The extension is not turned on for this site.',
    'Turn it on in the popup.',
  )
}

export async function saveSite({ isPreset: _, ...site }: SiteSettings): Promise<void> {
  const saved = { ...site, projects: [...site.projects] }
  await kept.update((sites) => [...sites.filter(({ origin }) => origin !== site.origin), saved])
}

export async function removeSite(origin: string): Promise<void> {
  await kept.update((sites) => sites.filter((site) => site.origin !== origin))
}
