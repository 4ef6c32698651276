import { foundException } from './found-error.ts'
import { linesOf, oneLine } from './page-text.ts'
import type { FoundError } from './site.ts'

/** A log document or line: what the field names of ECS, OpenTelemetry and the usual loggers say. */
export type LogFields = ReadonlyMap<string, string>

const LEVEL = names('log.level level severity severity_text loglevel')
const TYPE = names('error.type exception.type err.type')
const ERROR = names('error.message exception.message err.message error err exception')
const MESSAGE = names('message msg body log')
const STACK = names('error.stack_trace exception.stacktrace error.stack err.stack stack_trace stack')

function names(list: string): readonly string[] {
  return list.split(' ')
}

const SEVERE = /^(?:err(?:or)?|fatal|crit(?:ical)?|alert|emerg(?:ency)?|panic|severe)\b/i
const ALARMING = /\b(?:error|fatal|panic|critical|severe|traceback|exception)\b|[a-z](?:Error|Exception)\b/i
/** `2026-11-25 10:00:00,123 [main] ERROR `, also as syslog writes it. */
const PREFIX =
  /^(?:[A-Z][a-z]{2} +\d+ [\d:]+ \S+ )?(?:(?:\d+[:/-][\d:.,/TZ+-]*|\[[^\]]*\]|ERR(?:OR)?|FATAL|CRIT(?:ICAL)?|SEVERE|PANIC)[\s:|-]+)*/
const FRAME = /^(?:at |File |#\d|from )|[\w)][(:]\d+/

/** The error that a log document tells of, or `undefined` if it tells of none. `level` is what the page shows. */
export function foundInLog(
  fields: LogFields,
  {
    kind,
    level = '',
    link,
    anchor,
  }: { kind: string; level?: string; link?: string | undefined; anchor: Element },
): FoundError | undefined {
  const first = (among: readonly string[]) => among.map((name) => fields.get(name)).find(isGiven) ?? ''
  const [type, error, message, stack] = [first(TYPE), first(ERROR), first(MESSAGE), first(STACK)]
  const said = first(LEVEL) || level
  if (said ? !SEVERE.test(said) : !(type || error || stack || ALARMING.test(message))) return undefined
  const words = [...new Set([type && error ? '' : plain(message), error])].filter(Boolean).join(': ')
  if (!type && !words) return undefined
  return foundException({ kind, ...split(type, words), frames: framesOf(stack || message), link, anchor })
}

/** One line of a log as JSON, as `key=value` pairs, or as it is. */
export function parseLogLine(line: string): LogFields {
  const text = line.trim()
  const fields = parseJson(text) ?? parsePairs(text)
  return fields && [...MESSAGE, ...ERROR].some((name) => fields.has(name))
    ? fields
    : new Map([['message', text]])
}

function parseJson(text: string): LogFields | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return new Map(flatten(JSON.parse(text), ''))
  } catch {
    return undefined
  }
}

function flatten(value: unknown, name: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]]
  // Nothing that is of use here lies deeper than `attributes.error.message`.
  if (name.split('.').length > 3) return []
  return Object.entries(value)
    .slice(0, 100)
    .flatMap(([key, inner]) => flatten(inner, name ? `${name}.${key}` : key))
}

function parsePairs(text: string): LogFields | undefined {
  const pairs = [...text.matchAll(/(?:^|\s)([\w.]{1,40})=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)]
  if (pairs.length < 2) return undefined
  return new Map(
    pairs.map(([, name = '', quoted, bare]) => [name, quoted?.replaceAll('\\"', '"') ?? bare ?? '']),
  )
}

/** Kibana shows `-` for a field that a document does not have. */
const isGiven = (value: string | undefined): value is string => value !== undefined && !/^[-—]?$/.test(value)

/** A message's first line, without time and level. */
const plain = (message: string): string => (linesOf(message)[0] ?? '').replace(PREFIX, '').trim()

/** `java.lang.IllegalStateException: no cart` says its type itself. */
function split(type: string, words: string): { type: string | undefined; message: string } {
  const [, named, rest] = /^([\w.$\\]*(?:Error|Exception))(?::\s*(.*))?$/s.exec(words) ?? []
  if (type) return { type, message: named === type ? (rest ?? '') : oneLine(words) }
  return named ? { type: named, message: rest ?? '' } : { type: undefined, message: oneLine(words) }
}

function framesOf(stack: string): string[] {
  const frames = linesOf(stack)
    .slice(1)
    .filter((line) => FRAME.test(line))
  // Python writes the innermost call last.
  return stack.startsWith('Traceback') ? frames.reverse() : frames
}
