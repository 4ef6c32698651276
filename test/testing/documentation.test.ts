import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { codeBlocks } from '../documentation/code-blocks.ts'

const root = join(import.meta.dirname, '../..')
// Inside the project, so that the samples find its packages.
const folder = mkdtempSync(join(root, 'test/testing/.run-'))
afterAll(() => rmSync(folder, { recursive: true }))

function sampleFor(runner: 'vitest' | 'node:test'): string {
  const samples = codeBlocks(join(root, 'docs/testing.md')).filter(({ text }) =>
    text.includes(`from '${runner}'`),
  )
  expect(samples).toHaveLength(1)
  const file = join(folder, `${runner.replace(':', '-')}.test.ts`)
  writeFileSync(file, samples[0]?.text ?? '')
  return file
}

async function run(...args: string[]): Promise<string> {
  const { VITEST: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...env, NO_COLOR: '1' } })
  return stdout
}

test('the sample for vitest passes in vitest', { timeout: 90_000 }, async () => {
  sampleFor('vitest')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  expect(await run(vitest, 'run', '--root', folder, 'vitest')).toMatch(/Tests {2}2 passed/)
})

test('the sample for node:test passes in node', { timeout: 90_000 }, async () => {
  expect(await run('--test', sampleFor('node:test'))).toMatch(/pass 2\n.*fail 0\n/s)
})
