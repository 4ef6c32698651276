import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

test('what is not used is not bundled: no entry does anything by being imported', async () => {
  const folder = mkdtempSync(join(import.meta.dirname, '.entry-'))
  const entries = ['', '/oauth', '/server', '/stores/memory']
  writeFileSync(
    join(folder, 'entry.js'),
    `${entries.map((entry) => `import 'phorge-conduit${entry}'`).join('\n')}\nexport const nothing = 0\n`,
  )
  try {
    const bundle = await build({
      configFile: false,
      logLevel: 'silent',
      build: { write: false, lib: { entry: join(folder, 'entry.js'), formats: ['es'] } },
    })
    const [{ output }] = bundle as unknown as [Rollup.RollupOutput]
    expect(output.map((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []))).toEqual([
      [join(folder, 'entry.js')],
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
