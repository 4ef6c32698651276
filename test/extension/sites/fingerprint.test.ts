import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprint, fnv1a, normalise, topFrame } from '../../../extension/src/sites/fingerprint.ts'

describe('two occurrences of one error', () => {
  it.each([
    ['a number', 'order 4711 was declined', 'order 99 was declined'],
    ['an amount', 'cannot pay 1,299.00', 'cannot pay 5'],
    [
      'a UUID',
      'no cart 6f1c2f0e-8a4b-4c8e-9d65-0b6f1f0c9a31',
      'no cart B7A1D9C2-5E3F-4A70-8B1D-2C4E6F8A0B1C',
    ],
    ['an address in memory', '<Cart at 0x7f4923d1ff90>', '<Cart at 0x55d0c0ffee10>'],
    ['a digest', 'no blob 9a31c0ffee9a31c0ffee', 'no blob 00b1c2d3e4'],
    ['a time', 'late since 2026-11-25T10:00:00.123Z', 'late since 2027-01-02 23:59:59'],
    ['a mail address', 'no account mia@example.org', 'no account r.j.kaplan+x@mail.example.com'],
    ['the query of an address', 'GET /pay?token=a&x=1 failed', 'GET /pay?token=b failed'],
    ['an IP address', 'dial 10.0.0.3:5432', 'dial 192.168.1.20:5432'],
    ['white space', 'no  cart\n', 'no cart'],
  ])('may differ in %s', (_, first, second) => {
    expect(normalise(first)).toBe(normalise(second))
  })

  it.each([
    ['words', 'no cart', 'no till'],
    ['names', "no attribute 'pay'", "no attribute 'list'"],
    ['numbers within names', 'oauth1 failed', 'oauth2 failed'],
    ['words of hexadecimal letters', 'facade missing', 'decade missing'],
  ])('do not differ in %s', (_, first, second) => {
    expect(normalise(first)).not.toBe(normalise(second))
  })

  it('happen in the same file, wherever that is installed, and on whatever line', () => {
    const of = (frame: string) => fingerprint('django', { type: 'E', message: 'm', frame })
    expect(of('/srv/shop/cart.py, line 12, in pay')).toBe(
      of('/home/mia/releases/shop/cart.py, line 14, in pay'),
    )
    expect(of('Pay() in c:\\www\\shop\\Cart.cs:line 12')).toBe(of('Pay() in d:\\x\\y\\shop\\Cart.cs:line 9'))
    expect(of('/srv/shop/cart.py, line 12, in pay')).not.toBe(of('/srv/shop/till.py, line 12, in pay'))
    expect(of('/srv/shop/cart.py, line 12, in pay')).not.toBe(of('/srv/shop/cart.py, line 12, in list'))
  })
})

describe('the frame that tells errors apart', () => {
  it('is the innermost that is no library’s', () => {
    expect(topFrame(['/v/lib/python3.11/site-packages/django/db.py', '/srv/cart.py', '/srv/app.py'])).toBe(
      '/srv/cart.py',
    )
    expect(topFrame(['java.util.List.of(List.java:1)', 'com.acme.Cart.pay(Cart.java:3)'])).toBe(
      'com.acme.Cart.pay(Cart.java:3)',
    )
  })

  it('is the innermost of all where there are libraries only, and none where there is none', () => {
    expect(topFrame(['node:events', '/x/node_modules/a.js'])).toBe('node:events')
    expect(topFrame([])).toBeUndefined()
  })
})

describe('a key', () => {
  it('is the 64-bit FNV-1a of its parts', () => {
    // The values that the algorithm's authors publish.
    expect(fnv1a('')).toBe(0xcbf29ce484222325n.toString(36))
    expect(fnv1a('a')).toBe(0xaf63dc4c8601ec8cn.toString(36))
    expect(fnv1a('foobar')).toBe(0x85944171f73967e8n.toString(36))
  })

  it('is short and plain, and made in no time, whatever the page says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        const key = fingerprint('php', { type: text, message: text, frame: text })
        expect(key).toMatch(/^php:[a-z\d]{1,13}$/)
      }),
    )
  })

  it.each(['a@', '1.', '/a', '9a', '0x', '-', 'a-b@c.'])(
    'takes no longer for a hostile repetition of %s',
    (part) => {
      const text = part.repeat(100_000)
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now()
        fingerprint('php', { type: undefined, message: text, frame: text })
        return performance.now() - start
      })
      expect(Math.min(...times)).toBeLessThan(20)
    },
  )
})
