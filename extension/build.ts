import { rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crx } from '@crxjs/vite-plugin'
import { build, type Plugin } from 'vite'
import { cmd } from 'web-ext'
import { manifestFor, type Target } from './manifest.ts'

const root = import.meta.dirname

export interface BuildOptions {
  readonly target: Target
  /** Emptied first. */
  readonly outDir: string
  /** @default true */
  readonly minify?: boolean | undefined
}

/** Builds the unpacked extension for one kind of browser. */
export async function buildExtension({ target, outDir, minify = true }: BuildOptions): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [
      crx({ manifest: manifestFor(target), browser: target === 'firefox' ? 'firefox' : 'chrome' }),
      withoutLoaders(outDir),
    ],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: true,
      // What the manifests ask for at least, so that style sheets stay as they are written.
      target: target === 'firefox' ? 'firefox142' : 'chrome123',
      minify,
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: { welcome: join(root, 'src/welcome/welcome.html') } },
    },
  })
}

/** Makes both unpacked extensions and their packages in `dist`. */
export async function packExtension(say: (line: string) => void): Promise<void> {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  for (const target of ['chromium', 'firefox'] as const) {
    const outDir = join(root, 'dist', target)
    await buildExtension({ target, outDir })
    const { extensionPath } = await cmd.build(
      {
        sourceDir: outDir,
        artifactsDir: join(root, 'dist'),
        filename: `phorge-conduit-${target}.zip`,
        overwriteDest: true,
      },
      { shouldExitProgram: false },
    )
    say(extensionPath)
  }
}

/**
 * What crxjs adds for scripts that are loaded by a page: a second copy of each as a module, and an entry by which every
 * page could find out that the extension is there. Ours are whole files which the browser itself starts.
 */
function withoutLoaders(outDir: string): Plugin {
  return {
    name: 'without-loaders',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const [name, output] of Object.entries(bundle)) {
        if (output.type === 'chunk' && output.facadeModuleId?.match(/\.iife\.tsx?$/)) delete bundle[name]
      }
    },
    async writeBundle() {
      const file = join(outDir, 'manifest.json')
      const { web_accessible_resources: _, ...manifest } = JSON.parse(await readFile(file, 'utf8'))
      await writeFile(file, `${JSON.stringify(manifest, undefined, 2)}\n`)
    },
  }
}

if (import.meta.main) await packExtension((line) => process.stdout.write(`${line}\n`))
