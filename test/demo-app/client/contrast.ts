import type { Page } from 'playwright-core'

/** The visible texts whose contrast with what is behind them is below 4.5:1 (WCAG 1.4.3), as `text 3.9`. */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    if (!canvas) throw new Error('no canvas')

    const pixel = (color: string): [number, number, number, number] => {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = color
      canvas.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
      return [red, green, blue, alpha]
    }
    const luminance = (color: string) => {
      const [red, green, blue] = pixel(color).map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      }) as [number, number, number, number]
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const backgroundOf = (element: Element | null): string => {
      if (!element) return 'white'
      const { backgroundColor } = getComputedStyle(element)
      return pixel(backgroundColor)[3] === 255 ? backgroundColor : backgroundOf(element.parentElement)
    }
    const isInScope = (element: Element) => {
      const dialog = document.querySelector('dialog[open]')
      return (
        (!dialog || dialog.contains(element)) && element.checkVisibility() && !element.closest(':disabled')
      )
    }

    const faint = new Set<string>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement
      const text = texts.currentNode.textContent?.trim()
      if (!element || !text || !isInScope(element)) continue
      const [dark, light] = [
        luminance(getComputedStyle(element).color),
        luminance(backgroundOf(element)),
      ].sort((one, other) => one - other)
      const contrast = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
      if (contrast < 4.5) faint.add(`${text} ${contrast.toFixed(1)}`)
    }
    return [...faint]
  })
}
