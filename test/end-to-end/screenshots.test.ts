import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pictureSets } from '../../scripts/screenshots/sets.ts'

const images = join(import.meta.dirname, '../../docs/images')
/** Taken once of a real Phorge, which is not here. */
const BY_HAND = 'phorge-timeline.png'

const directory = mkdtempSync(join(tmpdir(), 'phorge-conduit-pictures-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('the command for pictures', () => {
  const taken: string[] = []

  it.each(Object.entries(pictureSets))('takes those of: %s', async (_, take) => {
    const files = await take(directory)
    expect(files.length).toBeGreaterThanOrEqual(2)
    for (const file of files) {
      const picture = readFileSync(file)
      expect(picture.subarray(1, 4).toString()).toBe('PNG')
      const shown = readFileSync(join(images, basename(file)))
      expect(sizeOf(shown), `${basename(file)}: the size of the picture that is shown`).toEqual(
        sizeOf(picture),
      )
      // An empty page, or one without its styles, is a fraction of that.
      expect(picture.length, basename(file)).toBeGreaterThan(shown.length / 2)
      taken.push(basename(file))
    }
  })

  it('takes every picture that the guides show', () => {
    expect([...taken, BY_HAND].toSorted()).toEqual(readdirSync(images).toSorted())
  })
})

/** Of a PNG: its width and height in pixels. */
function sizeOf(picture: Buffer): [number, number] {
  return [picture.readUInt32BE(16), picture.readUInt32BE(20)]
}
