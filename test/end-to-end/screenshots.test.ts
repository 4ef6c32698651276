import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { makeExtensionScreenshots } from '../../scripts/extension-screenshots.ts'
import { makePhorgeScreenshots } from '../../scripts/phorge-screenshots.ts'
import { makeRulesScreenshots } from '../../scripts/rules-screenshots.ts'
import { makeScreenshots } from '../../scripts/screenshots.ts'
import { makeSecondFactorScreenshots } from '../../scripts/second-factor-screenshots.ts'

const directory = mkdtempSync(join(tmpdir(), 'phorge-conduit-pictures-'))
afterAll(() => rmSync(directory, { recursive: true }))

it.each([
  ['the README', makeScreenshots, 2, 50_000],
  ['the extension', makeExtensionScreenshots, 6, 15_000],
  ['the rules', makeRulesScreenshots, 6, 15_000],
  ['the gateway before a Phorge', makePhorgeScreenshots, 6, 15_000],
  ['the second factor', makeSecondFactorScreenshots, 2, 15_000],
])('makes the pictures of %s', async (_, make, count, least) => {
  const files = await make(directory)
  expect(files).toHaveLength(count)
  for (const file of files) {
    const picture = readFileSync(file)
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    // An empty page of this size is a fraction of that.
    expect(picture.length).toBeGreaterThan(least)
    const shown = readFileSync(
      join(import.meta.dirname, '../../docs/images', file.slice(directory.length + 1)),
    )
    expect([shown.readUInt32BE(16), shown.readUInt32BE(20)], 'the size of the picture that is shown').toEqual(
      [picture.readUInt32BE(16), picture.readUInt32BE(20)],
    )
  }
})
