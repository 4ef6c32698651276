import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildSdk } from '../../scripts/build-sdk.ts'

export const root = join(import.meta.dirname, '../..')

export interface PackedSdk {
  /** The package as `npm publish` would take it. */
  readonly folder: string
  /** The archive that a registry would get. */
  readonly tarball: string
  dispose(): void
}

/** Builds and packs the SDK, in a folder of its own, as other tests may do it at the same time. */
export function packSdk(): PackedSdk {
  const parent = join(root, 'test/packaging/dist')
  mkdirSync(parent, { recursive: true })
  const temporary = mkdtempSync(join(parent, 'sdk-'))
  const folder = join(temporary, 'package')
  buildSdk(folder)
  const printed = execFileSync('npm', ['pack', '--silent', '--pack-destination', temporary], {
    cwd: folder,
    encoding: 'utf8',
  })
  return {
    folder,
    tarball: join(temporary, printed.trim()),
    dispose: () => rmSync(temporary, { recursive: true }),
  }
}

export interface Consumer {
  /** Outside the repository, so that nothing is found which the package does not declare. */
  readonly folder: string
  dispose(): void
}

/**
 * A project that has installed the tarball with the dependencies that it names, and `more`. They are links to what the
 * workspace has, in place of an installation that needs a registry.
 */
export function installPacked({ tarball }: PackedSdk, more: readonly string[] = []): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'))
  const installed = join(folder, 'node_modules/phorge-conduit')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), ...more]) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link, 'junction')
  }
  return { folder, dispose: () => rmSync(folder, { recursive: true }) }
}
