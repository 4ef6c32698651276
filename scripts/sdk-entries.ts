import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One thing that can be imported of the SDK. */
export interface SdkEntry {
  /** As it is imported: `phorge-conduit/stores/web`. */
  readonly name: string
  /** Its source, as a path from `sdk/`: `./src/stores/web.ts`. */
  readonly source: string
  /** `node` where it reaches for a module of Node.js; all others work wherever `fetch` and WebCrypto are. */
  readonly platform: 'any' | 'node'
}

/** What the SDK's `package.json` says of it. */
export interface SdkManifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string>>
  readonly bin: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

export const sdkFolder = join(import.meta.dirname, '../sdk')

/** Entries that touch a file or a socket themselves. */
const NODE_ONLY: ReadonlySet<string> = new Set(['./server/node', './stores/file'])

export function sdkManifest(): SdkManifest {
  return JSON.parse(readFileSync(join(sdkFolder, 'package.json'), 'utf8'))
}

/** Every entry that the SDK's `package.json` names: build, sizes and tests all go by this list. */
export function sdkEntries({ name, exports }: SdkManifest = sdkManifest()): SdkEntry[] {
  return Object.entries(exports).map(([subpath, source]) => ({
    name: `${name}${subpath.slice(1)}`,
    source,
    platform: NODE_ONLY.has(subpath) ? 'node' : 'any',
  }))
}
