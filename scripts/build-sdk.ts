import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { publishedManifest } from './published-manifest.ts'
import { sdkFolder, sdkManifest } from './sdk-entries.ts'

const root = join(sdkFolder, '..')

/**
 * Writes the package that is published into `folder`: JavaScript, declarations and both their maps in `lib`, the
 * sources that the maps point to in `src`, and a `package.json` of its own.
 *
 * @param folder within the repository, so that the compiler finds the dependencies. What is in it is lost.
 * @throws with what the compiler said
 */
export function buildSdk(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(join(sdkFolder, 'src'), join(folder, 'src'), { recursive: true })
  compile(folder)
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify(publishedManifest(sdkManifest()), null, 2)}\n`,
  )
  cpSync(join(sdkFolder, 'README.md'), join(folder, 'README.md'))
  for (const file of ['LICENSE', 'CHANGELOG.md']) cpSync(join(root, file), join(folder, file))
}

function compile(folder: string): void {
  const project = join(folder, 'tsconfig.json')
  writeFileSync(
    project,
    JSON.stringify({ extends: `./${relative(folder, join(sdkFolder, 'tsconfig.build.json'))}` }),
  )
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json')
  try {
    execFileSync(process.execPath, [join(dirname(compiler), 'bin/tsc'), '-p', project], { encoding: 'utf8' })
  } catch (error) {
    throw new Error(
      `The SDK does not compile:\n${error instanceof Error && 'stdout' in error && error.stdout}`,
    )
  }
  rmSync(project)
  for (const file of globSync('lib/**/*.d.ts', { cwd: folder })) nameJavaScript(join(folder, file))
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

if (import.meta.main) {
  const folder = join(sdkFolder, 'dist')
  try {
    buildSdk(folder)
    console.log(
      `Built ${relative(process.cwd(), folder)}: publish it with npm publish ${relative(process.cwd(), folder)}`,
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
