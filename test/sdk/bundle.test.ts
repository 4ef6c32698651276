import { describe, expect, it } from 'vitest'
import { sdkEntries, sdkFolder } from '../../scripts/sdk-entries.ts'
import { bundled } from '../../scripts/size/bundle.ts'

const inSdk = { folder: sdkFolder, minify: false }
const entries = sdkEntries()

describe('bundled for a browser', () => {
  it.each(entries.filter(({ platform }) => platform === 'any'))(
    '$name reaches nothing of Node.js, and nothing is missing',
    async ({ name }) => {
      const { code, imports, exports } = await bundled(`export * from '${name}'`, inSdk)
      expect(exports.length).toBeGreaterThan(0)
      expect(imports).toEqual([])
      expect(code).not.toMatch(/["']node:|__vite-browser-external/)
    },
  )

  it.each(entries.filter(({ platform }) => platform === 'node'))(
    '$name is said to need Node.js, and does',
    async ({ name }) => {
      const { imports } = await bundled(`export * from '${name}'`, inSdk)
      expect(imports.filter((imported) => imported.startsWith('node:'))).not.toEqual([])
    },
  )

  it('no entry does anything by being imported: what is not used is not there', async () => {
    const imports = entries.map(({ name }) => `import '${name}'`)
    const { code } = await bundled([...imports, 'export const nothing = 0'].join('\n'), inSdk)
    expect(code.split('\n').filter((line) => !/^(\/\/|$)/.test(line))).toEqual([
      'const nothing = 0;',
      'export { nothing };',
    ])
  })
})
