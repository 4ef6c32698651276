import { addAbortSignal } from 'node:stream'
import { AbortedError } from '../errors.ts'
import { UsageError } from './failure.ts'
import type { World } from './world.ts'

const LARGEST = 64 * 1024 * 1024

/** Everything on standard input. @param what it is, for somebody who sits before an empty line */
export async function readStandardInput(world: World, what: string): Promise<string> {
  const { stdin, stderr } = world
  if (stdin.isTTY) stderr.write(`Type ${what}, and end it with Ctrl-D on a line of its own.\n`)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of untilInterrupted(world)) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > LARGEST) throw new UsageError('Standard input does not end.', 'Give less than 64 MB.')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** A secret: from a pipe, or typed at a terminal, which does not show it. */
export async function readSecret(world: World, question: string): Promise<string> {
  const { stdin, stderr } = world
  if (!stdin.isTTY || !stdin.setRawMode) return (await readStandardInput(world, 'it')).trim()
  stderr.write(question)
  stdin.setRawMode(true)
  try {
    return (await typed(world)).trim()
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

async function typed(world: World): Promise<string> {
  let text = ''
  for await (const chunk of untilInterrupted(world)) {
    for (const character of String(chunk)) {
      if (character === '\r' || character === '\n' || character === '\u0004') return text
      // In raw mode Ctrl-C is a character like any other.
      if (character === '\u0003')
        throw new UsageError('Nothing was entered.', 'Start again when you want to.')
      text = character === '\u007f' || character === '\b' ? text.slice(0, -1) : text + character
    }
  }
  return text
}

/** Ctrl-C ends the reading: nothing else would, where the input does not end. */
async function* untilInterrupted({ stdin, signal }: World): AsyncGenerator<Buffer | string> {
  if (signal) addAbortSignal(signal, stdin)
  try {
    yield* stdin
  } catch (error) {
    if (signal?.aborted) throw new AbortedError('The input was given up.')
    throw error
  }
}
