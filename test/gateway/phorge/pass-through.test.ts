import { expect, test } from 'vitest'
import { fuzzPassThrough } from './pass-through-fuzz.ts'
import { encodings } from './smuggling.ts'

// `npm run fuzz` sends 100,000 beside each encoding.
test.each(encodings)(
  'behind one host name Phorge’s own calls pass as they are, and ours in the encoding %s as the granted person alone',
  async (encoding) => {
    const { untouched, madeAnew } = await fuzzPassThrough(encoding, 500, 1)
    expect(untouched).toBeGreaterThan(200)
    expect(madeAnew).toBeGreaterThan(10)
  },
  60_000,
)
