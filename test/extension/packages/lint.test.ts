import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cmd, type Finding } from 'web-ext'
import { buildExtension } from '../../../extension/build.ts'
import type { Target } from '../../../extension/manifest.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'phorge-conduit-packages-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** What Mozilla's linter finds in a package, without its notes about Preact. */
async function findingsIn(target: Target): Promise<Finding[]> {
  const sourceDir = join(root, target)
  await buildExtension({ target, outDir: sourceDir })
  const { errors, warnings } = await cmd.lint({ sourceDir, output: 'none' }, { shouldExitProgram: false })
  const findings: Finding[] = []
  for (const found of [...errors, ...warnings]) {
    if (!(await isPreact(sourceDir, found))) findings.push(found)
  }
  return findings
}

/** Preact can be told to set `innerHTML` (`dangerouslySetInnerHTML`, of which it reads `__html`). Nothing here does. */
async function isPreact(folder: string, { code, file, line, column }: Finding): Promise<boolean> {
  if (code !== 'UNSAFE_VAR_ASSIGNMENT' || line === undefined || column === undefined) return false
  const lines = (await readFile(join(folder, file), 'utf8')).split('\n')
  return /innerHTML=\w+\.__html/.test(lines[line - 1]?.slice(column - 60, column + 60) ?? '')
}

/** Milliseconds: it reads every line of every script. */
const TIMEOUT = 60_000

test('Mozilla’s linter finds nothing in the package for Firefox', { timeout: TIMEOUT }, async () => {
  expect(await findingsIn('firefox')).toEqual([])
})

test('in the package for Chromium it misses only what Firefox alone asks of a manifest', {
  timeout: TIMEOUT,
}, async () => {
  const findings = await findingsIn('chromium')
  expect(findings.map(({ file, code }) => `${file}: ${code}`)).toEqual([
    'manifest.json: BACKGROUND_SERVICE_WORKER_NOFALLBACK',
    'manifest.json: ADDON_ID_REQUIRED',
    'manifest.json: MISSING_DATA_COLLECTION_PERMISSIONS',
  ])
})
