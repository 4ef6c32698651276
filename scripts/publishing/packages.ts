import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** What a workspace's `package.json` says, as far as it is looked at here. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  /** By subpath the source: `"./oauth": "./src/oauth/index.ts"`. */
  readonly exports?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** The workspaces that others install, each after those that it depends on. */
const PUBLISHED = ['sdk', 'gateway', 'testing'] as const
export type PublishedWorkspace = (typeof PUBLISHED)[number]

export function manifestOf(workspace: string): Manifest {
  return JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'))
}

/** A workspace that exports nothing yet has nothing to publish. */
export function publishedWorkspaces(): PublishedWorkspace[] {
  return PUBLISHED.filter((workspace) => manifestOf(workspace).exports !== undefined)
}

/** A workspace and those that it depends on, which come first. */
export function withDependencies(workspace: PublishedWorkspace): PublishedWorkspace[] {
  const { dependencies = {} } = manifestOf(workspace)
  const needed = publishedWorkspaces().filter((other) => manifestOf(other).name in dependencies)
  return [...new Set([...needed.flatMap(withDependencies), workspace])]
}
