/** A count as people read it: 12,345 */
export function numeral(count: number): string {
  return count.toLocaleString('en')
}

/** “1 call”, “12,345 calls”. @param plural where it is not the noun and an s */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${numeral(count)} ${count === 1 ? noun : plural}`
}
