import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enterScreenshotScene } from '../../test/end-to-end/scene.ts'
import { startDemo } from '../start-demo.ts'
import { pictures } from './pictures.ts'
import { onStage } from './stage.ts'

/** The README's pictures, from the running demo: one error with an open task, one with a closed one. */
export async function pictureErrorViewer(directory: string): Promise<string[]> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'phorge-conduit-screenshots-'))
  try {
    return await onStage(
      () => startDemo({ dataDirectory, port: 0, sampleProgram: true, logLevel: 'silent' }),
      async (browser, demo) => {
        const page = await enterScreenshotScene(browser, demo)
        return pictures(page, join(directory, 'error-viewer'))
      },
    )
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}
