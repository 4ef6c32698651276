/**
 * Ranges of addresses as people and programs write them: a list, text with one on each line, or MediaWiki's JSON,
 * `{"IPAddresses": ["0.0.0.0/0", "::/0"]}`. What cannot be read comes back as it is, for the rules to refuse.
 */
export function readAddressRanges(value: unknown): string[] {
  if (value === undefined || value === null) return []
  if (typeof value === 'string') return fromText(value)
  if (Array.isArray(value)) return value.map(asText)
  const { IPAddresses: addresses } = value as { readonly IPAddresses?: unknown }
  return Array.isArray(addresses) ? addresses.map(asText) : [asText(value)]
}

function fromText(text: string): string[] {
  if (!/^\s*[[{]/.test(text)) return text.split(/[\s,]+/).filter(Boolean)
  try {
    return readAddressRanges(JSON.parse(text))
  } catch {
    return [text.trim()]
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
