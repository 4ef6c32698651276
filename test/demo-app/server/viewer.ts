import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ConfigInput,
  type RunningErrorViewer,
  readConfig,
  type Seams,
  startErrorViewer,
} from 'error-viewer'

/** A running error viewer with a data folder of its own, both gone when the scope ends. */
export async function startViewer(
  options: ConfigInput = {},
  seams: Seams = {},
): Promise<RunningErrorViewer & AsyncDisposable> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'error-viewer-'))
  const config = readConfig({ options: { port: 0, logLevel: 'silent', dataDirectory, ...options } })
  const running = await startErrorViewer(config, seams)
  return {
    ...running,
    async [Symbol.asyncDispose]() {
      await running.close()
      if (!options.dataDirectory) rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}
