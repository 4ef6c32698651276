import { BlockList, isIP } from 'node:net'

/** Every address there is: what stands for “no limit”. */
export const EVERYWHERE: readonly string[] = ['0.0.0.0/0', '::/0']

interface Range {
  readonly family: 4 | 6
  readonly address: string
  readonly prefix: number
}

/**
 * One range of IP addresses in CIDR notation (RFC 4632, RFC 4291), in one spelling; a single address is a range of one.
 * `undefined`: it is none. A range of IPv4-mapped addresses is the range of IPv4 that it maps.
 */
export function readRange(text: string): string | undefined {
  const range = parse(text)
  return range && `${range.address}/${range.prefix}`
}

/** Whether the list keeps nobody out. */
export function isEverywhere(ranges: readonly string[]): boolean {
  return EVERYWHERE.every((range) => ranges.includes(range))
}

/**
 * Whether an address is in one of the ranges. IPv4 addresses are in ranges of IPv4 alone, also when they come
 * IPv4-mapped (`::ffff:192.0.2.1`), as a server that listens to both sees them. What is no address is in none.
 */
export function rangesContain(ranges: readonly string[], address: string): boolean {
  return rangeCheck(ranges)(address)
}

/** The same for many addresses: the ranges are read once. */
export function rangeCheck(ranges: readonly string[]): (address: string) => boolean {
  const list = blockListOf(ranges)
  return (address) => {
    const one = parse(address)
    return (
      one !== undefined && !address.includes('/') && list[one.family].check(one.address, typeOf(one.family))
    )
  }
}

/** Whether every address of `inner` is in one of the ranges of `outer`. Ranges that only together cover one do not count. */
export function rangesWithin(inner: readonly string[], outer: readonly string[]): boolean {
  const around = outer.flatMap((text) => parse(text) ?? [])
  return inner.every((text) => {
    const range = parse(text)
    if (!range) return false
    const wider = around.filter(({ family, prefix }) => family === range.family && prefix <= range.prefix)
    return blockListOf(wider.map(({ address, prefix }) => `${address}/${prefix}`))[range.family].check(
      range.address,
      typeOf(range.family),
    )
  })
}

/** One list for each family: a list of both would find IPv4-mapped addresses in ranges of IPv6. */
function blockListOf(ranges: readonly string[]): Record<4 | 6, BlockList> {
  const lists = { 4: new BlockList(), 6: new BlockList() }
  for (const text of ranges) {
    const range = parse(text)
    if (range) lists[range.family].addSubnet(range.address, range.prefix, typeOf(range.family))
  }
  return lists
}

const RANGE = /^([0-9A-Fa-f.:]{2,45})(?:\/(0|[1-9]\d{0,2}))?$/
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

function parse(text: string): Range | undefined {
  // A zone (`fe80::1%eth0`) says which network card: it is no part of the address.
  const [, address = '', length] = RANGE.exec(text.trim().replace(/%[\w.-]+$/, '')) ?? []
  const family = isIP(address)
  if (family !== 4 && family !== 6) return undefined
  const longest = family === 4 ? 32 : 128
  const prefix = length === undefined ? longest : Number(length)
  if (prefix > longest) return undefined
  return family === 4 ? { family, address, prefix } : unmapped(compressed(address), prefix)
}

function unmapped(address: string, prefix: number): Range {
  const [, high = '', low = ''] = MAPPED.exec(address) ?? []
  if (!high || prefix < 96) return { family: 6, address, prefix }
  const bytes = [high, low].flatMap((part) => [
    Number.parseInt(part, 16) >> 8,
    Number.parseInt(part, 16) & 255,
  ])
  return { family: 4, address: bytes.join('.'), prefix: prefix - 96 }
}

/** RFC 5952, by the one in the platform that writes it so. */
function compressed(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

function typeOf(family: 4 | 6): 'ipv4' | 'ipv6' {
  return family === 4 ? 'ipv4' : 'ipv6'
}
