import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildPackage } from '../../scripts/publishing/build.ts'
import { manifestOf, type PublishedWorkspace, root } from '../../scripts/publishing/packages.ts'

export interface PackedPackage {
  readonly workspace: PublishedWorkspace
  /** The package as `npm publish` would take it. */
  readonly folder: string
  /** The archive that a registry would get. */
  readonly tarball: string
  dispose(): void
}

/**
 * Builds and packs a workspace, in a folder of its own, as other tests may do it at the same time.
 *
 * @param others those that it depends on
 */
export function pack(workspace: PublishedWorkspace, others: readonly PackedPackage[] = []): PackedPackage {
  const parent = join(root, 'test/packaging/dist')
  mkdirSync(parent, { recursive: true })
  const temporary = mkdtempSync(join(parent, `${workspace}-`))
  const folder = join(temporary, 'package')
  buildPackage(workspace, folder, new Map(others.map((other) => [other.workspace, other.folder])))
  const printed = execFileSync('npm', ['pack', '--silent', '--pack-destination', temporary], {
    cwd: folder,
    encoding: 'utf8',
  })
  return {
    workspace,
    folder,
    tarball: join(temporary, printed.trim()),
    dispose: () => rmSync(temporary, { recursive: true }),
  }
}

export interface Consumer {
  /** Outside the repository, so that nothing is found which the packages do not declare. */
  readonly folder: string
  dispose(): void
}

/**
 * A project that has installed the archives with the dependencies that they name, and `more`. The dependencies are links
 * to what the workspaces have, in place of an installation that needs a registry.
 */
export function install(packages: readonly PackedPackage[], more: readonly string[] = []): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'))
  for (const { workspace, tarball } of packages) {
    const { name } = manifestOf(workspace)
    const installed = join(folder, 'node_modules', name)
    mkdirSync(installed, { recursive: true })
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
    const { dependencies = {} } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const isPacked = (dependency: string) =>
      packages.some((other) => manifestOf(other.workspace).name === dependency)
    const external = Object.keys(dependencies).filter((dependency) => !isPacked(dependency))
    for (const dependency of [...external, ...more]) link(folder, workspace, dependency)
  }
  return { folder, dispose: () => rmSync(folder, { recursive: true }) }
}

function link(folder: string, workspace: string, dependency: string): void {
  const place = join(folder, 'node_modules', dependency)
  if (existsSync(place)) return
  mkdirSync(dirname(place), { recursive: true })
  // A workspace has its own where another one has a different version.
  const own = join(root, workspace, 'node_modules', dependency)
  symlinkSync(existsSync(own) ? own : join(root, 'node_modules', dependency), place, 'junction')
}
