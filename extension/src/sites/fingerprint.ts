/** Longer texts differ in their tails by accident more often than by meaning, and hostile ones would take long. */
const LIMIT = 500

/** What differs between two occurrences of one error, in this order. */
const VARIABLE: readonly RegExp[] = [
  // UUIDs
  /\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/gi,
  // Mail addresses
  /\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g,
  // Queries and fragments of addresses
  /[?#][\w%.~-]+=[^\s"'<>]*/g,
  // Times: 2026-11-25T10:00:00.123Z
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g,
  // Addresses in memory, digests and other long hexadecimal numbers
  /\b0x[\da-f]+\b/gi,
  /\b(?=[a-f]*\d)[\da-f]{8,}\b/gi,
  // Counts, identifiers, line numbers, IP addresses: every number that is not part of a word such as `utf8`
  /(?<![\p{L}_])\d+(?:[.,:]\d+)*/gu,
]

/** The text without what differs between two occurrences of one error: each such part becomes `#`. */
export function normalise(text: string): string {
  const start = text.slice(0, LIMIT)
  return VARIABLE.reduce((result, pattern) => result.replace(pattern, '#'), start)
    .replace(/\s+/g, ' ')
    .trim()
}

/** Folders differ between machines and releases: of every path the file and the folder it is in are left. */
const FOLDERS = /(?:[a-z]:|file:\/\/)?(?:[\w.@~+-]*[\\/])+(?=[^\\/\s]+[\\/][^\\/\s]+)/gi

/** Python, Node.js, PHP and Ruby keep libraries in folders of certain names, Java and .NET in certain packages. */
const LIBRARY =
  /[\\/](?:(?:site|dist)-packages|node_modules|vendor|gems|lib[\\/](?:python|ruby))\b|\bnode:|<frozen |^(?:javax?|jakarta|jdk|sun|System|Microsoft|org\.(?:apache|springframework|hibernate))\./

/** The frame nearest to the throw that is no library's. Frames are given innermost call first. */
export function topFrame(frames: readonly string[]): string | undefined {
  return frames.find((frame) => !LIBRARY.test(frame)) ?? frames[0]
}

/** `kind:` and 64 bits of what makes two occurrences the same error. */
export function fingerprint(
  kind: string,
  { type, message, frame }: { type: string | undefined; message: string; frame: string | undefined },
): string {
  const place = (frame ?? '').slice(0, LIMIT).replace(FOLDERS, '')
  const parts = [(type ?? '').slice(0, LIMIT), normalise(message), normalise(place)]
  return `${kind}:${fnv1a(parts.join('\n'))}`
}

/** FNV-1a with 64 bits, in base 36. Web Crypto would be asynchronous, and is missing on pages without TLS. */
export function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  return hash.toString(36)
}
