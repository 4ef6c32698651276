/** The words by which a task says which error it belongs to: those that `tasks.createOnce` writes. */
export interface Marker {
  /** The same for all errors of a site. */
  readonly collection: string
  readonly key: string
}

export async function markerOf(collection: string, key: string): Promise<Marker> {
  const [set, own] = await Promise.all([wordOf([collection]), wordOf([collection, key])])
  return { collection: `conduitset${set}`, key: `conduitkey${own}` }
}

/** The description with a last line which is harmless to readers. */
export function withMarker(description: string, marker: Marker): string {
  const text = description.trimEnd()
  return text === '' ? lineOf(marker) : `${text}\n\n${lineOf(marker)}`
}

export function withoutMarker(description: string, marker: Marker): string {
  return description.replace(lineOf(marker), '').trimEnd()
}

export function carries(description: string, marker: Marker): boolean {
  return description.includes(lineOf(marker))
}

function lineOf({ collection, key }: Marker): string {
  return `\`${collection} ${key}\``
}

/** 100 bits of a SHA-256, in the letters of base32 (RFC 4648): one word that full-text search finds exactly. */
async function wordOf(content: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(content))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest.subarray(0, 20), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('')
}
