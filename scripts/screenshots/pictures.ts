import type { Page } from 'playwright-core'

/**
 * Takes a page's picture by day and by night: `path.png` and `path-dark.png`.
 *
 * @param fullPage also what is below the window's edge
 */
export async function pictures(page: Page, path: string, { fullPage = false } = {}): Promise<string[]> {
  const files: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const file = `${path}${colorScheme === 'light' ? '' : '-dark'}.png`
    await page.screenshot({ path: file, animations: 'disabled', fullPage })
    files.push(file)
  }
  return files
}
