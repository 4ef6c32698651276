import { join } from 'node:path'
import { build, type Rollup } from 'vite'

/** in-a-browser.ts as a classic script, which leaves `inABrowser.calls` behind. */
export async function browserBundle(): Promise<string> {
  const bundle = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(import.meta.dirname, 'in-a-browser.ts'), formats: ['iife'], name: 'inABrowser' },
    },
  })
  const [{ output }] = bundle as unknown as [Rollup.RollupOutput]
  return output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('')
}
