const VERSION = /^\d{1,9}(?:\.\d{1,9}){0,3}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/

/** What a first version is called when nobody says otherwise. */
export const FIRST_VERSION = '1.0'

/** Up to four numbers, and what comes before a release as in Semantic Versioning: `2`, `1.4`, `1.4.0-beta.2`. */
export function isVersion(text: string): boolean {
  return text.length <= 40 && VERSION.test(text)
}

/** Below zero when `a` is the older one. By Semantic Versioning 2.0.0, section 11; a number left out is 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)]
  for (let index = 0; index < 4; index += 1) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0)
    if (difference !== 0) return difference
  }
  if (!left.before || !right.before) return Number(!left.before) - Number(!right.before)
  return compareBefore(left.before, right.before)
}

/** The highest of them. */
export function latestVersion(versions: readonly string[]): string | undefined {
  return versions.toSorted(compareVersions).at(-1)
}

/** The next one after the highest: 1.4.2 is followed by 2.0. */
export function nextVersion(versions: readonly string[]): string {
  const latest = latestVersion(versions)
  return latest === undefined ? FIRST_VERSION : `${(parse(latest).numbers[0] ?? 0) + 1}.0`
}

function parse(version: string): { numbers: number[]; before: string[] | undefined } {
  const dash = version.indexOf('-')
  const release = dash < 0 ? version : version.slice(0, dash)
  return {
    numbers: release.split('.').map(Number),
    before: dash < 0 ? undefined : version.slice(dash + 1).split('.'),
  }
}

function compareBefore(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    if (left === right) continue
    const [isNumber, isOtherNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)]
    if (isNumber && isOtherNumber) return Number(left) - Number(right)
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
    return left < right ? -1 : 1
  }
  return a.length - b.length
}
