import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/publishing/packages.ts'

/** The releases that the SDK supports. The workspace itself has one of them. */
export const nodeReleases = [22, 24, 26] as const
export type NodeRelease = (typeof nodeReleases)[number]

/** The path of a Node.js of this release: the one that runs this, or one that is kept in `node_modules/.cache`. */
export function nodeOfRelease(release: NodeRelease): string {
  if (process.versions.node.startsWith(`${release}.`)) return process.execPath
  const folder = join(root, 'node_modules/.cache/phorge-conduit', `node-${release}`)
  const program = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(program)) install(release, folder)
  return program
}

/** The package `node` fetches the binary for this machine when it is installed. */
function install(release: NodeRelease, folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }))
  const npm = [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--loglevel',
    'error',
    `node@${release}`,
  ]
  try {
    execFileSync('npm', npm, { encoding: 'utf8', stdio: 'pipe', shell: process.platform === 'win32' })
  } catch (error) {
    // What is half there would be taken for whole the next time.
    rmSync(folder, { recursive: true, force: true })
    throw new Error(
      `Node.js ${release} could not be fetched from the npm registry. Connect this machine to a registry and run \`npm run runtimes\` once: it is kept in node_modules/.cache.`,
      { cause: error },
    )
  }
}
