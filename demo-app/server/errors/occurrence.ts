import { randomUUID } from 'node:crypto'
import type { Level, StackFrame } from '../../api.ts'
import { fingerprintOf, functionNameOf } from '../grouping/fingerprint.ts'
import { messageOf } from '../grouping/message.ts'
import type { SentryEvent, SentryException, SentryFrame } from '../ingest/event.ts'

/** One report of an error, as the error viewer keeps it. */
export interface Occurrence {
  readonly project: string
  readonly eventId: string
  readonly fingerprint: string
  /** Epoch seconds. */
  readonly at: number
  readonly type: string
  readonly message: string
  readonly culprit: string
  readonly level: Level
  readonly environment: string | null
  readonly release: string | null
  readonly details: OccurrenceDetails
}

export interface OccurrenceDetails {
  readonly platform: string
  /** Innermost call first. */
  readonly frames: readonly StackFrame[]
  readonly tags: Readonly<Record<string, string>>
  /** What led to it, nearest first. */
  readonly causes: readonly { readonly type: string; readonly message: string }[]
}

const limits = { name: 200, message: 8000, sourceLine: 300, frames: 100, tags: 50, causes: 10 }
const day = 86_400

export function toOccurrence(event: SentryEvent, project: string, now: number): Occurrence {
  const exceptions = event.exception ?? []
  // Sentry lists causes first and what was thrown last.
  const thrown = exceptions.at(-1)
  const frames = (thrown?.stacktrace?.frames ?? []).slice(-limits.frames).reverse().map(toFrame)
  return {
    project,
    eventId: eventIdOf(event) ?? newEventId(),
    fingerprint: fingerprintOf(event),
    at: timeOf(event.timestamp, now),
    ...titleOf(event, thrown),
    culprit: cut(culpritOf(frames) ?? event.transaction ?? '', limits.name),
    level: levelOf(event.level),
    environment: cut(event.environment ?? '', limits.name) || null,
    release: cut(event.release ?? '', limits.name) || null,
    details: {
      platform: cut(event.platform ?? 'other', limits.name),
      frames,
      tags: tagsOf(event),
      causes: exceptions.slice(0, -1).reverse().slice(0, limits.causes).map(nameOf),
    },
  }
}

/** 32 hexadecimal digits; `undefined` when the event brought none. */
export function eventIdOf({ event_id }: Pick<SentryEvent, 'event_id'>): string | undefined {
  const id = event_id?.replaceAll('-', '').toLowerCase()
  return id && /^[0-9a-f]{32}$/.test(id) ? id : undefined
}

function newEventId(): string {
  return randomUUID().replaceAll('-', '')
}

function titleOf(event: SentryEvent, thrown: SentryException | undefined) {
  const message = messageOf(event)
  return message ? { type: 'Message', message: cut(message.text, limits.message) } : nameOf(thrown)
}

function nameOf(exception: SentryException | undefined) {
  return {
    type: cut(exception?.type || 'Error', limits.name),
    message: cut(exception?.value ?? '', limits.message),
  }
}

function culpritOf(frames: readonly StackFrame[]): string | undefined {
  const frame = frames.find((candidate) => candidate.inApp) ?? frames[0]
  return frame && `${frame.function} in ${frame.file.split('/').slice(-2).join('/')}`
}

function levelOf(level: string | null | undefined): Level {
  switch (level) {
    case 'fatal':
    case 'critical':
      return 'fatal'
    case 'warning':
    case 'info':
    case 'debug':
      return level
    case 'log':
      return 'info'
    default:
      return 'error'
  }
}

/** The program's own time, unless its clock cannot be right. */
function timeOf(timestamp: number | string | null | undefined, now: number): number {
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) / 1000 : timestamp
  if (!at || !Number.isFinite(at) || at > now || at < now - 30 * day) return now
  return Math.floor(at)
}

function tagsOf(event: SentryEvent): Record<string, string> {
  const given = Object.entries(event.tags ?? {}).filter(([, value]) => isScalar(value))
  const entries = given.map(([name, value]) => [cut(name, limits.name), cut(String(value), limits.name)])
  if (event.server_name) entries.push(['server_name', cut(event.server_name, limits.name)])
  return Object.fromEntries(entries.slice(0, limits.tags))
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function toFrame(frame: SentryFrame): StackFrame {
  return {
    function: cut(functionNameOf(frame) ?? '<anonymous>', limits.name),
    file: cut(frame.filename || frame.abs_path || frame.module || '<unknown>', 1000),
    line: frame.lineno ?? null,
    column: frame.colno ?? null,
    inApp: frame.in_app !== false,
    source: sourceOf(frame),
  }
}

function sourceOf({ lineno, pre_context, context_line, post_context }: SentryFrame): StackFrame['source'] {
  if (lineno == null || context_line == null) return []
  const before = pre_context ?? []
  return [...before, context_line, ...(post_context ?? [])].map((text, index) => ({
    line: lineno - before.length + index,
    text: cut(text, limits.sourceLine),
    current: index === before.length,
  }))
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
