import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { run } from '../../../sdk/src/command-line/run.ts'
import type { World } from '../../../sdk/src/command-line/world.ts'

export interface Said {
  readonly exitCode: number
  readonly out: string
  readonly err: string
  /** Standard output, each line read as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  readonly json: any[]
}

export interface Terminal {
  readonly folder: string
  readonly env: Record<string, string>
  /** Runs one command to its end. */
  type(argv: readonly string[], world?: Partial<World> & { input?: string }): Promise<Said>
}

/** A person at a machine of their own: a home that is empty and goes away with the test. */
export function openTerminal(env: Record<string, string> = {}): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'phorge-conduit-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const environment = { HOME: folder, ...env }
  return {
    folder,
    env: environment,
    async type(argv, { input = '', ...world } = {}) {
      const [stdout, stderr] = [written(), written()]
      const exitCode = await run(argv, {
        env: environment,
        cwd: folder,
        stdin: Readable.from([input]),
        stdout: stdout.stream,
        stderr: stderr.stream,
        fetch,
        now: () => Math.floor(Date.now() / 1000),
        openBrowser: async () => false,
        ...world,
      })
      const out = stdout.text()
      return {
        exitCode,
        out,
        err: stderr.text(),
        get json() {
          return out
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        },
      }
    },
  }
}

/** A stream that remembers what was written to it. */
export function written(options: { isTTY?: boolean } = {}) {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return { stream: Object.assign(stream, options), text: () => chunks.join('') }
}
