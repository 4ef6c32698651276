import * as z from 'zod/mini'
import { signIn } from '../../messages.ts'
import type { Server } from '../../settings.ts'
import { ExtensionError } from '../failure.ts'
import { presets } from '../presets.ts'
import { stored } from '../storage.ts'

const kept = stored('servers', z.array(z.object({ url: z.string(), signIn })), [])

/** Those of the administrator first. */
export async function listServers(): Promise<Server[]> {
  const preset = (await presets()).servers.map((server) => ({ ...server, isPreset: true }))
  const own = (await kept.get()).filter(({ url }) => !preset.some((server) => server.url === url))
  return [...preset, ...own]
}

export async function serverAt(url: string): Promise<Server> {
  const server = (await listServers()).find((server) => server.url === url)
  if (server) return server
  throw new ExtensionError('site_off', 'This server is not set up any more.', 'Add it in the options.')
}

export async function saveServer({ url, signIn }: Server): Promise<void> {
  await kept.update((servers) => [...servers.filter((server) => server.url !== url), { url, signIn }])
}

export async function removeServer(url: string): Promise<void> {
  await kept.update((servers) => servers.filter((server) => server.url !== url))
}
