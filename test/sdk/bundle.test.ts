import { build, type Rollup } from 'vite'
import { expect, test } from 'vitest'

test('the core is a module for browsers: it reaches nothing of Node', async () => {
  const seen: string[] = []
  const bundle = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'note-imports',
        enforce: 'pre',
        resolveId(source) {
          seen.push(source)
          return null
        },
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: new URL('../../sdk/src/index.ts', import.meta.url).pathname, formats: ['es'] },
    },
  })
  const [{ output }] = bundle as unknown as [Rollup.RollupOutput]
  const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('')
  expect(seen.some((source) => source.includes('conduit.ts'))).toBe(true)
  expect(
    seen.filter((source) => source.startsWith('node:') || source.includes('__vite-browser-external')),
  ).toEqual([])
  expect(code).not.toMatch(/["']node:/)
  expect(output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.imports : []))).toEqual([])
})
