import { describe, expect, it } from 'vitest'
import { newTotpSecret, stepOf, totpAddress } from '../../../gateway/src/second-factor/totp.ts'

/** RFC 6238, appendix B: the ASCII text 12345678901234567890, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('a code of an authenticator app', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i is that of RFC 6238, appendix B', (now, code) => {
    expect(stepOf(SECRET, code, now)).toBe(Math.floor(now / 30))
  })

  it('is told with the step that it belongs to, one step early and one step late', () => {
    expect(stepOf(SECRET, '287082', 59 + 30)).toBe(1)
    expect(stepOf(SECRET, '287082', 29)).toBe(1)
    expect(stepOf(SECRET, '287082', 59 + 60)).toBeUndefined()
  })

  it.each(['', '28708', '2870821', '287083', 'abcdef', '-87082'])('is not %j', (code) => {
    expect(stepOf(SECRET, code, 59)).toBeUndefined()
  })

  it('may be typed with the space that apps show', () => {
    expect(stepOf(SECRET, ' 287 082 ', 59)).toBe(1)
  })

  it('is made with 160 random bits, which apps read from an address', () => {
    const secret = newTotpSecret()
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(newTotpSecret()).not.toBe(secret)
    const address = new URL(totpAddress(secret, { issuer: 'Conduit gateway (localhost)', label: 'angie' }))
    expect(address.protocol).toBe('otpauth:')
    expect(decodeURIComponent(address.pathname)).toContain('Conduit gateway (localhost):angie')
    expect(address.searchParams.get('secret')).toBe(secret)
  })
})
