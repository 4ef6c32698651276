import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVERYWHERE, isEverywhere, rangesContain, readRange } from '../../../gateway/src/addresses/ranges.ts'

describe('a range of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['192.0.2.7', '192.0.2.7/32'],
    [' 192.0.2.7 ', '192.0.2.7/32'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['::ffff:192.0.2.1', '192.0.2.1/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
  ])('%s is read as %s', (text, range) => {
    expect(readRange(text)).toBe(range)
    expect(readRange(range)).toBe(range)
  })

  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0/8',
    '010.0.0.1',
    '10.0.0.256',
    '10.0.0.0/8/8',
    '10.0.0.0-10.0.0.9',
    '::/129',
    ':::',
    '2001:db8::g',
    '[::1]',
    '10.0.0.0/255.0.0.0',
    '٣.0.0.1',
  ])('“%s” is none', (text) => {
    expect(readRange(text)).toBeUndefined()
  })

  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['10.0.0.0/8', '::FFFF:0A00:0001', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['::/0', '::ffff:10.0.0.1', false],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['0.0.0.0/0', 'unknown', false],
    ['0.0.0.0/0', '10.0.0.0/8', false],
  ])('%s contains %s: %s', (range, address, inside) => {
    expect(rangesContain([range], address)).toBe(inside)
  })

  it('contains what has its first bits, and nothing else', () => {
    const number = (address: string) =>
      address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (network, address, prefix) => {
        const rest = BigInt(32 - prefix)
        const isInside = number(network) >> rest === number(address) >> rest
        expect(rangesContain([`${network}/${prefix}`], address)).toBe(isInside)
        expect(rangesContain([`${network}/${prefix}`], `::ffff:${address}`)).toBe(isInside)
      }),
    )
  })

  it('of one address contains that address, in every spelling', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const range = readRange(address)
        expect(range).toBeDefined()
        expect(rangesContain([range ?? ''], address.toUpperCase())).toBe(true)
      }),
    )
  })

  it('keeps nobody out when both families are in it whole', () => {
    expect(isEverywhere(EVERYWHERE)).toBe(true)
    expect(isEverywhere(['0.0.0.0/0'])).toBe(false)
    expect(rangesContain(EVERYWHERE, '203.0.113.9')).toBe(true)
    expect(rangesContain(EVERYWHERE, '2001:db8::9')).toBe(true)
    expect(rangesContain([], '203.0.113.9')).toBe(false)
  })
})
