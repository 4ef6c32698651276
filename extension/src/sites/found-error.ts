import { fingerprint, topFrame } from './fingerprint.ts'
import { oneLine } from './page-text.ts'
import type { FoundError } from './site.ts'

/** What Phorge takes for a task's title. */
const TITLE_LIMIT = 255
const DESCRIPTION_LIMIT = 10_000
const FRAMES_LIMIT = 50

/** An exception as a page shows it. */
export interface Exception {
  /** Which site found it; errors of different kinds are different errors. */
  readonly kind: string
  /** `TypeError` */
  readonly type?: string | undefined
  readonly message: string
  /** Innermost call first. Never arguments, local variables or requests: those hold secrets. */
  readonly frames?: readonly string[]
  /** What tells it apart where there are no frames: a file, or the path of the page. */
  readonly place?: string | undefined
  /** Lines worth having in a task that say nothing about which error it is. */
  readonly context?: readonly (string | undefined)[]
  readonly link?: string | undefined
  readonly anchor: Element
}

/** The same error has the same type, message and place, but for numbers and the like. */
export function foundException(exception: Exception): FoundError {
  const { kind, type, message, frames = [], place, context = [], link, anchor } = exception
  const frame = topFrame(frames) ?? place
  const whole = [type, message].filter(Boolean).join(': ') || kind
  const stack = frames.slice(0, FRAMES_LIMIT).map((line) => `  ${oneLine(line)}`)
  return foundError({
    key: fingerprint(kind, { type, message, frame }),
    title: whole,
    description: [whole, ...stack, ...context].filter(Boolean).join('\n'),
    link,
    anchor,
  })
}

/** Parts of an error as a page gives them: of any length, perhaps empty. */
export interface Parts {
  readonly key: string
  readonly title: string
  readonly description?: string | undefined
  readonly link?: string | undefined
  readonly project?: string | undefined
  readonly anchor: Element
}

/** Cuts everything to size; a description that says no more than the title is none. */
export function foundError({ key, title, description = '', link, project, anchor }: Parts): FoundError {
  const line = cut(oneLine(title), TITLE_LIMIT)
  const text = cut(description.trim(), DESCRIPTION_LIMIT)
  return {
    key,
    title: line,
    ...(text && text !== line && { description: text }),
    ...(link && { link }),
    ...(project && { project }),
    anchor,
  }
}

/** By code points, lest half an emoji remains. */
function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` : text
}
