import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { type Config, ConfigError } from '../config.ts'
import type { Database } from '../database/schema.ts'
import type { Backend, MethodDescription } from './backend.ts'
import { openEmbeddedBackend } from './embedded/embedded.ts'
import { phorgePublicUrl } from './phorge/link.ts'
import { PhorgeBackend } from './phorge/phorge.ts'
import { rememberedMethods } from './phorge/remembered-methods.ts'
import type { Vault } from './phorge/vault.ts'

export interface BackendParts {
  readonly database: Kysely<Database>
  readonly log: Logger
  /** Now, in epoch seconds. */
  readonly now: () => number
  /** Of the backend `phorge`. */
  readonly vault: Vault | undefined
  /** Methods that are answered before the backend is asked; it tells of them with its own. */
  readonly own: ReadonlyMap<string, MethodDescription>
}

/** The backend that the settings name. @throws {ConfigError} when they leave out what it needs */
export async function openBackend(config: Config, parts: BackendParts): Promise<Backend> {
  if (config.backend === 'embedded') return openEmbeddedBackend({ ...config, now: parts.now, own: parts.own })
  const { phorgeUrl: url, phorgeToken: catalogueToken, phorgeDeadline: deadline } = config
  const { phorgeConnections: connections } = config
  if (!url || !catalogueToken) {
    throw new ConfigError(
      'The backend "phorge" needs its address (phorgeUrl) and an API token (phorgeToken).',
    )
  }
  const { database, log, vault, own } = parts
  if (!vault) throw new ConfigError('The backend "phorge" needs a vault.')
  const remembered = rememberedMethods(database)
  const backend = new PhorgeBackend({
    url,
    publicUrl: phorgePublicUrl(config),
    deadline,
    connections,
    catalogueToken: catalogueToken.reveal(),
    log,
    vault,
    own,
    ...remembered,
  })
  await backend.start()
  return backend
}
