import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { serverUrl } from '../../server-url.ts'
import type { World } from '../world.ts'
import { arcrcFile } from './folders.ts'
import { readJsonFile } from './json-file.ts'

/** An address and the file that it stands in. */
export interface ArcanistAddress {
  readonly url: string
  readonly file: string
}

const settings = z.looseObject({
  'phabricator.uri': z.optional(z.string()),
  /** The name before 2013, which is still read. */
  conduit_uri: z.optional(z.string()),
  default: z.optional(z.string()),
})

const arcrc = z.looseObject({
  hosts: z.optional(
    z.record(z.string(), z.looseObject({ token: z.optional(z.string()), cert: z.optional(z.string()) })),
  ),
  config: z.optional(settings),
})

const ownFolders = ['.git', '.hg', '.svn']

/** The server of the working copy around `cwd`: what is set for this copy alone goes before what is committed. */
export async function addressOfWorkingCopy(cwd: string): Promise<ArcanistAddress | undefined> {
  for (const folder of [...ancestors(cwd)]) {
    const files = [...ownFolders.map((own) => join(folder, own, 'arc', 'config')), join(folder, '.arcconfig')]
    for (const file of files) {
      const found = addressIn(await readJsonFile(file, settings), file)
      if (found) return found
    }
  }
  return undefined
}

/** The server of this user, else of this machine. */
export async function addressOfUser(
  { env }: Pick<World, 'env'>,
  systemFile = '/etc/arcconfig',
): Promise<ArcanistAddress | undefined> {
  const file = arcrcFile(env)
  return (
    addressIn((await readJsonFile(file, arcrc))?.config, file) ??
    addressIn(await readJsonFile(systemFile, settings), systemFile)
  )
}

/** What arcanist keeps for this server. `certificate`: only the old kind of credential, which is no token. */
export async function arcanistToken(
  { env }: Pick<World, 'env'>,
  url: string,
): Promise<{ token: string | undefined; certificate: boolean; file: string } | undefined> {
  const file = arcrcFile(env)
  const hosts = Object.entries((await readJsonFile(file, arcrc))?.hosts ?? {})
  const host = hosts.find(([address]) => isSameServer(address, url))?.[1]
  if (!host) return undefined
  return { token: host.token, certificate: host.token === undefined && host.cert !== undefined, file }
}

/** Whether others than its owner may read or change the file, which arcanist refuses. */
export async function isOpenToOthers(file: string): Promise<boolean> {
  if (process.platform === 'win32') return false
  return ((await stat(file)).mode & 0o077) !== 0
}

function addressIn(found: z.infer<typeof settings> | undefined, file: string): ArcanistAddress | undefined {
  const url = found?.['phabricator.uri'] ?? found?.conduit_uri ?? found?.default
  return url ? { url, file } : undefined
}

/** Arcanist writes the address with `/api/` at its end. */
function isSameServer(address: string, url: string): boolean {
  try {
    return serverUrl(address) === url
  } catch {
    return false
  }
}

function* ancestors(folder: string): Generator<string> {
  yield folder
  const parent = dirname(folder)
  if (parent !== folder) yield* ancestors(parent)
}
