import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { makeScreenshots } from '../../scripts/screenshots.ts'

const directory = mkdtempSync(join(tmpdir(), 'phorge-conduit-pictures-'))
afterAll(() => rmSync(directory, { recursive: true }))

it('makes the pictures of the README', async () => {
  const files = await makeScreenshots(directory)
  expect(files).toHaveLength(2)
  for (const file of files) {
    const picture = readFileSync(file)
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    // An empty page of this size is a fraction of that.
    expect(picture.length).toBeGreaterThan(50_000)
    const shown = readFileSync(
      join(import.meta.dirname, '../../docs/images', file.slice(directory.length + 1)),
    )
    expect(
      [shown.readUInt32BE(16), shown.readUInt32BE(20)],
      'the size of the picture that the README shows',
    ).toEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)])
  }
})
