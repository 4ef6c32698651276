import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { sdkEntries, sdkFolder } from './sdk-entries.ts'

const workspace = join(sdkFolder, '../docs/reference')

/**
 * Runs typedoc over every entry of the SDK. What it exports and does not document, or uses and does not export, fails.
 *
 * @param more arguments of typedoc: `--emit none` only checks
 * @returns the exit code, and what was said
 */
export function makeReference(more: readonly string[] = []): { exitCode: number; said: string } {
  const typedoc = createRequire(join(workspace, 'package.json')).resolve('typedoc/package.json')
  const entries = sdkEntries().flatMap(({ source }) => ['--entryPoints', join(sdkFolder, source)])
  const options = ['--options', join(workspace, 'typedoc.json'), ...entries, ...more]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(dirname(typedoc), 'bin/typedoc'), ...options],
    { encoding: 'utf8' },
  )
  return { exitCode: status ?? 1, said: `${stdout}${stderr}`.trim() }
}

if (import.meta.main) {
  const { exitCode, said } = makeReference(process.argv.slice(2))
  console.log(said)
  if (exitCode === 0)
    console.log(`Open ${relative(process.cwd(), join(workspace, 'dist/index.html'))} in a browser.`)
  process.exitCode = exitCode
}
