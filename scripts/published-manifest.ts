import type { SdkManifest } from './sdk-entries.ts'

/** The suite of `test/runtimes` runs from Node.js 22 on, which has `URL.parse` since 22.1. The sources need 22.18. */
const ENGINES = { node: '>=22.1' }

/**
 * The `package.json` that is published: what the workspace says, with the compiled files in place of the sources. The
 * owner's `repository`, `homepage` and `bugs` are kept as they stand there; without a `repository` a registry refuses
 * the provenance.
 */
export function publishedManifest(manifest: SdkManifest): object {
  const { exports, bin, files: _, ...kept } = manifest
  return {
    ...kept,
    engines: ENGINES,
    exports: {
      ...mapped(exports, (source) => ({
        types: compiled(source, '.d.ts'),
        default: compiled(source, '.js'),
      })),
      './package.json': './package.json',
    },
    // npm takes no leading `./` here.
    bin: mapped(bin, (source) => compiled(source, '.js').slice(2)),
    files: ['lib', 'src', 'CHANGELOG.md'],
    publishConfig: { access: 'public', provenance: true },
  }
}

function mapped<To>(record: Readonly<Record<string, string>>, to: (value: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]))
}

/** `./src/oauth/index.ts` is compiled to `./lib/oauth/index.js`. */
function compiled(source: string, extension: '.js' | '.d.ts'): string {
  return source.replace(/^\.\/src\//, './lib/').replace(/\.ts$/, extension)
}
