import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const source = resolve(import.meta.dirname, '../../../sdk/src')

test.each([
  'index.ts',
  'oauth/index.ts',
  'server/index.ts',
  'stores/memory.ts',
  'stores/web.ts',
  'stores/extension.ts',
  'stores/sql.ts',
  'stores/encrypted.ts',
  'webhooks/index.ts',
])('%s needs nothing of Node, so that it also runs in browsers, workers and Deno', async (entry) => {
  expect(await importsOf(join(source, entry))).not.toContainEqual(expect.stringMatching(/^node:/))
})

/** Everything that a module imports, and what that imports. */
async function importsOf(file: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(file)) return []
  seen.add(file)
  const text = await readFile(file, 'utf8')
  const specifiers = [...text.matchAll(/^(?:import|export|\})[^'\n]*'([^']+)'/gm)].map(
    ([, specifier = '']) => specifier,
  )
  for (const specifier of specifiers.filter((specifier) => specifier.startsWith('.'))) {
    await importsOf(resolve(file, '..', specifier), seen).then((found) => specifiers.push(...found))
  }
  return specifiers
}
