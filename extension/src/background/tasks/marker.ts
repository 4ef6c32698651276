/** The words by which a task says which error it belongs to. Lower-case letters and digits: full-text search finds them. */
export interface Marker {
  /** The same for all errors of a site. */
  readonly collection: string
  readonly key: string
}

export async function markerOf(collection: string, key: string): Promise<Marker> {
  return {
    collection: `conduitset${await word(collection)}`,
    // A separator that is in neither: ("a", "bc") and ("ab", "c") are not the same.
    key: `conduitkey${await word(`${collection}\u0000${key}`)}`,
  }
}

/** The description with a last line which is harmless to readers. */
export function withMarker(description: string, { collection, key }: Marker): string {
  return `${description.trimEnd()}\n\n\`${collection} ${key}\``.trimStart()
}

export function withoutMarker(description: string, { collection, key }: Marker): string {
  return description.replace(`\`${collection} ${key}\``, '').trimEnd()
}

export function carries(description: string, { key }: Marker): boolean {
  return description.includes(key)
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** 20 characters of base32 (RFC 4648), in small letters: 100 bits of SHA-256. */
async function word(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const bits = [...digest.subarray(0, 13)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return Array.from(
    { length: 20 },
    (_, at) => ALPHABET[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)],
  ).join('')
}
