import type { ErrorDetail, StackFrame } from '../../api.ts'
import type { OccurrenceDetails } from '../errors/occurrence.ts'

type DescribedError = ErrorDetail & Pick<OccurrenceDetails, 'causes'>

const shownFrames = 30
/** Maniphest takes 255 bytes; nobody reads that much in a list. */
const titleLength = 150

/** `TypeError: x is undefined (checkout in src/cart.ts)`, in so many characters that Maniphest takes it. */
export function titleFor({ type, message, culprit }: DescribedError): string {
  const subject = type === 'Message' ? message : `${type}: ${message}`
  const title = `${subject}${culprit && ` (${culprit})`}`.replace(/\s+/g, ' ').trim()
  const characters = [...title]
  let kept = characters.slice(0, titleLength).join('')
  while (Buffer.byteLength(kept) > 250) kept = kept.slice(0, -4)
  return kept === title ? title : `${kept}…`
}

/** Remarkup. What came from a program stands in code, where Phorge sees neither mentions nor markup. */
export function descriptionFor(error: DescribedError, errorUrl: string): string {
  const { count, firstSeen, lastSeen, environment, release } = error
  return [
    block(stackOf(error)),
    '',
    `- Seen ${count === 1 ? 'once' : `${count} times`}, first ${day(firstSeen)}, last ${day(lastSeen)}`,
    ...(environment ? [`- Environment ${code(environment)}`] : []),
    ...(release ? [`- Release ${code(release)}`] : []),
    '',
    linkLine(errorUrl),
  ].join('\n')
}

/**
 * The text with the link back, which ends in the create key. The key tells this create from any other: it is what the task
 * is found by when the answer to its create is lost; as the link's fragment it is in nobody's way.
 */
export function withCreateKey(description: string, errorUrl: string, createKey: string): string {
  const lines = description.trimEnd().split(/\r?\n/)
  const link = linkLine(errorUrl)
  const at = lines.findLastIndex((line) => line.trim() === link)
  const marked = `${link}#${createKey}`
  if (at === -1) return [...lines, ...(description.trim() && ['']), marked].join('\n').trimStart()
  return lines.with(at, marked).join('\n')
}

export function carriesKey(description: string, createKey: string): boolean {
  return description.includes(`#${createKey}`)
}

function linkLine(errorUrl: string): string {
  return `Error viewer: ${errorUrl}`
}

function stackOf({ type, message, frames, causes }: DescribedError): string {
  const lines = frames.slice(0, shownFrames).map(frameLine)
  const more = frames.length - lines.length
  return [
    type === 'Message' ? message : `${type}: ${message}`,
    ...lines,
    ...(more > 0 ? [`    … and ${more} more`] : []),
    ...causes.map((cause) => `Caused by ${cause.type}: ${cause.message}`),
  ].join('\n')
}

function frameLine({ function: name, file, line, column }: StackFrame): string {
  return `    at ${name} (${[file, line, column].filter((part) => part !== null).join(':')})`
}

function block(text: string): string {
  return `\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\``
}

function code(text: string): string {
  return `\`${text.replace(/[`\s]+/g, ' ')}\``
}

function day(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
