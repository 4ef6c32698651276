import type { Backend } from '../backend.ts'

export interface EmbeddedOptions {
  /** Folder of `maniphest.sqlite`, or `:memory:`. */
  readonly dataDirectory: string | ':memory:'
  /** Start of every `uri` in an answer. */
  readonly publicUrl: string
  readonly now: () => number
  /** Fill an empty database with the demo accounts, projects and no tasks. */
  readonly demo: boolean
}

export async function openEmbeddedBackend(options: EmbeddedOptions): Promise<Backend> {
  throw new Error(`not written yet: ${options.dataDirectory}`)
}
