import { gzipSync } from 'node:zlib'
import { bundled } from './bundle.ts'

/** What is the same in all figures, to print beside them. */
export const METHOD = 'KiB, minified for browsers by Rolldown with all dependencies in, gzip level 9'

/** What a bundler keeps of a program, in KiB (1024 bytes). @see {@link bundled} */
export async function sizeOf(code: string, folder: string): Promise<number> {
  const chunk = await bundled(code, { folder, minify: true })
  return gzipSync(chunk.code, { level: 9 }).length / 1024
}
