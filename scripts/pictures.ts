import type { Page } from 'playwright-core'

/** Takes a page's picture by day and by night: `name.png` and `name-dark.png`. */
export async function pictures(page: Page, path: string): Promise<string[]> {
  const files: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const file = `${path}${colorScheme === 'light' ? '' : '-dark'}.png`
    await page.screenshot({ path: file, animations: 'disabled' })
    files.push(file)
  }
  return files
}
