import { execFileSync, spawnSync } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sdkEntries } from '../../scripts/sdk-entries.ts'
import { type PackedPackage, pack } from './packed.ts'

let packed: PackedPackage

beforeAll(() => {
  packed = pack('sdk')
}, 60_000)
afterAll(() => packed?.dispose())

test('publint finds nothing in what is published', async () => {
  const { messages, pkg } = await publint({ pkgDir: packed.folder, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
}, 60_000)

test('every entry has its types, whichever way TypeScript resolves ES modules', () => {
  const cli = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')
  const options = ['--profile', 'esm-only', '--format', 'json']
  const attw = [join(dirname(cli), 'dist/index.js'), packed.tarball, ...options]
  // Into a file: it ends before all that it has to say is through a pipe.
  const report = join(packed.folder, '../attw.json')
  spawnSync(process.execPath, attw, { stdio: ['ignore', openSync(report, 'w'), 'inherit'] })
  const { analysis } = JSON.parse(readFileSync(report, 'utf8'))
  expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(10)
  const problems: { resolutionKind?: string }[] = analysis.problems
  expect(problems.filter(({ resolutionKind }) => !isOld(resolutionKind))).toEqual([])
}, 60_000)

/** How Node.js resolved before it had `exports`, and `require`: the package is for neither. */
function isOld(resolutionKind: string | undefined): boolean {
  return resolutionKind === 'node10' || resolutionKind === 'node16-cjs'
}

test('what is published has sources, maps and licence, and no test and no setting of ours', () => {
  const listed = execFileSync('tar', ['-tzf', packed.tarball], { encoding: 'utf8' }).trim().split('\n')
  const files = listed.map((file) => file.replace(/^package\//, ''))
  const compiled = files.filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3))
  expect(compiled.length).toBeGreaterThan(100)
  for (const name of compiled) {
    expect(files).toContain(`${name}.js.map`)
    expect(files).toContain(`${name}.d.ts.map`)
    expect(files).toContain(`${name.replace(/^lib/, 'src')}.ts`)
  }
  const others = files.filter((file) => !/^(lib|src)\//.test(file)).sort()
  expect(others).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
})

test('the readme names every entry', () => {
  const readme = readFileSync(join(packed.folder, 'README.md'), 'utf8')
  const table = readme.slice(readme.indexOf('## Entries'), readme.indexOf('## Where it runs'))
  const named = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = '']) => entriesIn(names))
  expect(named.sort()).toEqual(
    sdkEntries()
      .map(({ name }) => name)
      .sort(),
  )
})

/** "`a/stores/memory`, `/file`" are two entries. */
function entriesIn(names: string): string[] {
  const [first = '', ...others] = [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
  return [first, ...others.map((name) => first.replace(/\/[^/]*$/, name))]
}

test('a map leads to the source that it was made of', () => {
  const map = JSON.parse(readFileSync(join(packed.folder, 'lib/stores/memory.js.map'), 'utf8'))
  const source = join(packed.folder, 'lib/stores', map.sourceRoot, map.sources[0])
  expect(source).toBe(join(packed.folder, 'src/stores/memory.ts'))
  expect(readFileSync(source, 'utf8')).toContain('export function memoryStore')
})
