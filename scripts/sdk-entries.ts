import { join } from 'node:path'
import { manifestOf, root } from './publishing/packages.ts'

/** One thing that can be imported of the SDK. */
export interface SdkEntry {
  /** As it is imported: `phorge-conduit/stores/web`. */
  readonly name: string
  /** Its source, as a path from `sdk/`: `./src/stores/web.ts`. */
  readonly source: string
  /** `node` where it reaches for a module of Node.js; all others work wherever `fetch` and WebCrypto are. */
  readonly platform: 'any' | 'node'
}

export const sdkFolder = join(root, 'sdk')

/** Entries that touch a file or a socket themselves. */
const NODE_ONLY: ReadonlySet<string> = new Set(['./node', './server/node', './stores/file'])

/** Every entry that the SDK's `package.json` names: build, sizes and tests all go by this list. */
export function sdkEntries(): SdkEntry[] {
  const { name, exports = {} } = manifestOf('sdk')
  return Object.entries(exports).map(([subpath, source]) => ({
    name: `${name}${subpath.slice(1)}`,
    source,
    platform: NODE_ONLY.has(subpath) ? 'node' : 'any',
  }))
}
