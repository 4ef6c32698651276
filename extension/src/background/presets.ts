import * as z from 'zod/mini'
import { browser } from '../browser.ts'
import { signIn, siteSettings } from '../messages.ts'
import { serverAddress } from '../origins.ts'
import { defaultTemplate } from '../settings.ts'

const text = z._default(z.string(), '')

/** What an administrator sets for everybody by the browser's policies; `public/managed-schema.json` describes it. */
const managed = z.object({
  servers: z._default(
    z.array(z.object({ url: z.string(), signIn: z._default(signIn, { method: 'browser-session' }) })),
    [],
  ),
  sites: z._default(
    z.array(
      z.object({
        origin: z.string(),
        server: z.string(),
        collection: text,
        template: z._default(z.string(), defaultTemplate),
        projects: z._default(z.array(z.string()), []),
        priority: text,
      }),
    ),
    [],
  ),
})

export type Presets = z.infer<typeof managed>

export async function presets(): Promise<Presets> {
  // Firefox refuses where there is no policy; a policy that is not valid is none.
  const { data } = managed.safeParse(await browser.storage.managed.get().catch(() => ({})))
  const { servers, sites } = data ?? { servers: [], sites: [] }
  return {
    servers: servers.flatMap(({ url, ...server }) => {
      const address = serverAddress(url)
      return address ? [{ ...server, url: address }] : []
    }),
    sites: sites.flatMap((site) => {
      const [origin, server] = [URL.parse(site.origin)?.origin, serverAddress(site.server)]
      if (!origin || !server) return []
      const { success, data } = siteSettings.safeParse({
        ...site,
        origin,
        server,
        collection: site.collection || new URL(origin).host,
      })
      return success ? [data] : []
    }),
  }
}
