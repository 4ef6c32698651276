import { createHash } from 'node:crypto'
import type { SentryEvent, SentryException, SentryFrame } from '../ingest/event.ts'
import { messageOf, messageTemplate } from './message.ts'

/**
 * Which error an event belongs to, by Sentry's rule: the fingerprint that the program gave, in which `{{ default }}`
 * stands for the rule itself; else type and in-app frames of each exception; else type and message; and for an event
 * without an exception, the template of its message. Line numbers never count, so an error survives an edit above it.
 */
export function fingerprintOf(event: SentryEvent): string {
  const given = event.fingerprint?.filter((part) => part !== '') ?? []
  const parts = given.length > 0 ? given : ['{{ default }}']
  const components = parts.flatMap((part) => (isDefault(part) ? defaultComponents(event) : [['given', part]]))
  return createHash('sha256').update(JSON.stringify(components)).digest('hex').slice(0, 32)
}

function isDefault(part: string): boolean {
  return /^\{\{\s*default\s*\}\}$/.test(part)
}

function defaultComponents(event: SentryEvent): string[][] {
  const message = messageOf(event)
  if (!message) return (event.exception ?? []).map(exceptionComponent)
  return [['message', message.template ?? messageTemplate(message.text)]]
}

function exceptionComponent({ type, value, stacktrace }: SentryException): string[] {
  const frames = (stacktrace?.frames ?? []).filter((frame) => frame.in_app !== false && hasPlace(frame))
  const name = type ?? 'Error'
  if (frames.length === 0) return ['exception', name, 'message', messageTemplate(value ?? '')]
  return ['exception', name, 'frames', ...frames.map(frameComponent).filter(isNotRecursion)]
}

function hasPlace({ function: name, module, filename, context_line }: SentryFrame): boolean {
  return Boolean(name || module || filename || context_line)
}

function frameComponent(frame: SentryFrame): string {
  const place = frame.module || normalisedFile(frame.filename || frame.abs_path || '')
  const name = functionNameOf(frame)
    ?.replace(/^(async |new )+/, '')
    .replace(/^(Object|Module|global|process)\./, '')
  // Functions without a name in the same file are told apart by what stands on the line.
  return `${place}|${name ?? frame.context_line?.trim() ?? ''}`
}

const unnamed = /^((Object|Module)\.)?(\?|<anonymous>|<unknown>|anonymous|eval)?$/

/** SDKs have several ways to say that a function has no name. */
export function functionNameOf({ function: name }: SentryFrame): string | undefined {
  return name && !unnamed.test(name) ? name : undefined
}

/** Without origin, query and the hash that a bundler puts in, which changes with every release. */
function normalisedFile(file: string): string {
  return file
    .slice(0, 1000)
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
    .replace(/[?#].*$/, '')
    .replace(/([-.])([0-9a-f]{8,}|(?=\w*[A-Z])(?=\w*[a-z])\w{8})(?=\.\w+$)/, '$1<hash>')
}

/** A recursion that goes ten deep today and eleven tomorrow is the same error. */
function isNotRecursion(frame: string, index: number, frames: readonly string[]): boolean {
  return frame !== frames[index - 1]
}
