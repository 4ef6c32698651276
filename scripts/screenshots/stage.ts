import type { Browser } from 'playwright-core'
import { launchBrowser } from '../browser.ts'

/** Starts what is pictured and a browser, and ends both when the pictures are taken. @returns the files */
export async function onStage<Stage extends { close(): Promise<void> }>(
  start: () => Promise<Stage>,
  take: (browser: Browser, stage: Stage) => Promise<string[]>,
): Promise<string[]> {
  const [stage, browser] = [await start(), await launchBrowser()]
  try {
    return await take(browser, stage)
  } finally {
    await browser.close()
    await stage.close()
  }
}
