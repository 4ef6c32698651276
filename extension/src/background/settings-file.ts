import * as z from 'zod/mini'
import { signIn, siteSettings } from '../messages.ts'
import { ExtensionError } from './failure.ts'
import { listServers, saveServer } from './servers/servers.ts'
import { listSites, saveSite } from './sites/sites.ts'

const file = z.object({
  format: z.literal('phorge-conduit-extension'),
  version: z.literal(1),
  servers: z.array(z.object({ url: z.string().check(z.regex(/^https?:\/\//)), signIn })),
  sites: z.array(siteSettings),
})

/** Servers and sites, to hand on to a colleague or to another browser. No token is in it. */
export async function exportSettings(): Promise<string> {
  const servers = (await listServers()).map(({ url, signIn }) => ({ url, signIn }))
  const sites = (await listSites()).map(({ isPreset: _, ...site }) => site)
  return `${JSON.stringify({ format: 'phorge-conduit-extension', version: 1, servers, sites }, undefined, 2)}\n`
}

/** Adds what is in the file; the permission for each host is asked for in the options. */
export async function importSettings(text: string): Promise<void> {
  const { data } = file.safeParse(parse(text))
  if (!data) {
    throw new ExtensionError(
      'refused',
      'This is not a file of this extension’s settings.',
      'Choose a file that the options of this extension have exported.',
    )
  }
  for (const server of data.servers) await saveServer(server)
  for (const site of data.sites) await saveSite(site)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
