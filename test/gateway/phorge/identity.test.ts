import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { encodings } from './smuggling.ts'

// `npm run fuzz` sends 100,000 in each encoding.
test.each(encodings)(
  'no call in the encoding %s reaches Phorge with another identity than the granted one',
  async (encoding) => {
    const { forwarded } = await fuzz(encoding, 500, 1)
    expect(forwarded).toBeGreaterThan(20)
  },
  60_000,
)
