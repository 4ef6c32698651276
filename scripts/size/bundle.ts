import { join } from 'node:path'
import { type OutputChunk, rolldown } from 'rolldown'

/**
 * A program as a bundler makes it for browsers, all its dependencies in, as one chunk.
 *
 * @param code exports what it uses, so that a bundler has to keep it
 * @param folder from which its imports are resolved
 */
export async function bundled(
  code: string,
  { folder, minify }: { readonly folder: string; readonly minify: boolean },
): Promise<OutputChunk> {
  const program = join(folder, 'program.mjs')
  const bundle = await rolldown({
    input: program,
    cwd: folder,
    platform: 'browser',
    logLevel: 'silent',
    // Left as they are, so that they can be seen in the imports.
    external: /^node:/,
    plugins: [
      {
        name: 'program',
        resolveId: (source) => (source === program ? program : null),
        load: (id) => (id === program ? code : null),
      },
    ],
  })
  try {
    const { output } = await bundle.generate({ format: 'esm', minify, codeSplitting: false })
    return output[0]
  } finally {
    await bundle.close()
  }
}
