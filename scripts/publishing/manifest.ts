import type { Manifest } from './packages.ts'

/**
 * The `package.json` that is published: what the workspace says, with the compiled files in place of the sources. The
 * owner's `repository`, `homepage` and `bugs` are kept as they stand there; without a `repository` a registry refuses
 * the provenance.
 */
export function publishedManifest(manifest: Manifest): object {
  const { exports = {}, bin = {}, files: _, ...kept } = manifest
  return {
    ...kept,
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
export function compiled(source: string, extension: '.js' | '.d.ts'): string {
  return source.replace(/^\.\/src\//, './lib/').replace(/\.ts$/, extension)
}
