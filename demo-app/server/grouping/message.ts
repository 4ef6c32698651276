import type { SentryEvent } from '../ingest/event.ts'

/**
 * What a message event says; `undefined` for an event about an exception. A captured message comes with an exception
 * too, made up for its stack and without a type.
 */
export function messageOf(event: SentryEvent): { text: string; template: string | undefined } | undefined {
  const { exception = [], logentry, message, transaction } = event
  if (exception?.some(({ type, value }) => type || (value && !logentry && !message))) return undefined
  const template = logentry?.message || message?.message || undefined
  const formatted = logentry?.formatted || message?.formatted || filledIn(logentry) || filledIn(message)
  return { text: formatted || transaction || 'No message', template }
}

/** `Only %s left` with its parameters: some SDKs leave it to the server to put them in. */
function filledIn(entry: SentryEvent['logentry']): string | undefined {
  const values = Array.isArray(entry?.params) ? [...entry.params] : []
  return entry?.message?.replace(/%[sdifoO]|%%/g, (part) => {
    if (part === '%%') return '%'
    const value = values.shift()
    return value === undefined ? part : typeof value === 'string' ? value : JSON.stringify(value)
  })
}

/** What differs from one occurrence to the next, most specific first. */
const variableParts: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi, '<url>'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '<email>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?/g, '<date>'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, '<ip>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, '<hex>'],
  [/-?\d+\.\d+/g, '<float>'],
  [/-?\d+/g, '<int>'],
]

/** `User 17 not found` → `User <int> not found`, so that the two thousand of them are one error. */
export function messageTemplate(message: string): string {
  return variableParts.reduce(
    (template, [part, placeholder]) => template.replace(part, placeholder),
    message.slice(0, 1000).trim(),
  )
}
