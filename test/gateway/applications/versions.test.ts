import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions, isVersion, nextVersion } from '../../../gateway/src/applications/versions.ts'

const number = fc.nat({ max: 40 })
const version = fc
  .tuple(
    fc.array(number, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '-alpha', '-alpha.1', '-beta', '-2'),
  )
  .map(([numbers, before]) => numbers.join('.') + before)

describe('a version', () => {
  it('is compared by its numbers, and comes after what comes before it', () => {
    const ordered = [
      '0.9',
      '1.0-alpha',
      '1.0-alpha.1',
      '1.0-beta',
      '1.0',
      '1.0.1',
      '1.2',
      '1.10',
      '2',
      '10.0',
    ]
    for (const [index, lower] of ordered.entries()) {
      for (const higher of ordered.slice(index + 1)) {
        expect(compareVersions(lower, higher), `${lower} < ${higher}`).toBeLessThan(0)
        expect(compareVersions(higher, lower), `${higher} > ${lower}`).toBeGreaterThan(0)
      }
    }
    expect(compareVersions('1', '1.0.0')).toBe(0)
  })

  it('is ordered: one way, and without gaps', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0)
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
        }
      }),
    )
  })

  it('is followed by one that is higher', () => {
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 6 }), (versions) => {
        const next = nextVersion(versions)
        for (const one of versions) expect(compareVersions(one, next)).toBeLessThan(0)
      }),
    )
    expect(nextVersion([])).toBe('1.0')
  })

  it.each(['', 'v1', '1.', '.1', '1..2', '1.2.3.4.5', '1.0+build', '1.0-', '1.0-a..b', '１.0', '1 .0'])(
    '“%s” is none',
    (text) => expect(isVersion(text)).toBe(false),
  )
})
