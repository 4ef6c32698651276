import { readFileSync } from 'node:fs'

/** The version of this package: `package.json` lies two folders up, in the sources as in what is published. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return manifest.version
}
