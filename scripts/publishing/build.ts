import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { compiled, publishedManifest } from './manifest.ts'
import { type Manifest, manifestOf, type PublishedWorkspace, root } from './packages.ts'

/** A package that was built before, by its workspace's name. */
export type Built = ReadonlyMap<PublishedWorkspace, string>

/**
 * Writes the package that is published into `folder`: JavaScript, declarations and both their maps in `lib`, the
 * sources that the maps point to in `src`, and a `package.json` of its own.
 *
 * @param folder within the repository, so that the compiler finds the dependencies. What is in it is lost.
 * @param built where the packages are that this one depends on
 * @throws with what the compiler said
 */
export function buildPackage(workspace: PublishedWorkspace, folder: string, built: Built = new Map()): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, workspace, 'src'), join(folder, 'src'), { recursive: true })
  compile(workspace, folder, built)
  const manifest = publishedManifest(manifestOf(workspace))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const readme = join(root, workspace, 'README.md')
  if (existsSync(readme)) cpSync(readme, join(folder, 'README.md'))
  for (const file of ['LICENSE', 'CHANGELOG.md']) cpSync(join(root, file), join(folder, file))
}

function compile(workspace: string, folder: string, built: Built): void {
  const project = join(folder, 'tsconfig.json')
  const extended = `./${relative(folder, join(root, 'tsconfig.build.json'))}`
  const compilerOptions = { paths: declarationsOf(folder, built) }
  writeFileSync(project, JSON.stringify({ extends: extended, compilerOptions }))
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json')
  const tsc = [join(dirname(compiler), 'bin/tsc'), '-p', project]
  const { status, stdout } = spawnSync(process.execPath, tsc, { encoding: 'utf8' })
  rmSync(project)
  if (status !== 0) throw new Error(`${workspace} does not compile:\n${stdout}`)
  for (const file of globSync('lib/**/*.d.ts', { cwd: folder })) nameJavaScript(join(folder, file))
  for (const file of globSync('src/**/*.{css,js}', { cwd: folder })) {
    cpSync(join(folder, file), join(folder, file.replace(/^src/, 'lib')))
  }
}

/** Where the compiler finds the other packages. Their sources, which the workspace has, would be compiled again. */
function declarationsOf(folder: string, built: Built): Record<string, string[]> {
  const entries = [...built].flatMap(([workspace, place]) => {
    const { name, exports = {} }: Manifest = manifestOf(workspace)
    return Object.entries(exports).map(([subpath, source]) => [
      `${name}${subpath.slice(1)}`,
      [`./${relative(folder, join(place, compiled(source, '.d.ts')))}`],
    ])
  })
  return Object.fromEntries(entries)
}

/**
 * The compiler leaves `./errors.ts` in declarations, which only its newer releases take for `errors.d.ts`. Both names
 * are equally long, so that the maps stay true.
 */
function nameJavaScript(declarations: string): void {
  const text = readFileSync(declarations, 'utf8')
  writeFileSync(
    declarations,
    text.replace(/((?:from |import\(|import )['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g, '$1.js'),
  )
}
