import type { Conduit } from 'phorge-conduit'
import type { SiteSettings } from '../../settings.ts'
import { conduitFor } from '../servers/client.ts'
import { serverAt } from '../servers/servers.ts'

/** A client for the server that the user chose for a site: a page cannot name another. */
export async function conduitOf(site: SiteSettings): Promise<Conduit> {
  return conduitFor(await serverAt(site.server))
}
