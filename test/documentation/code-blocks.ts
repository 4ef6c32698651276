import { readFileSync } from 'node:fs'

export interface CodeBlock {
  readonly file: string
  readonly line: number
  readonly language: string
  /** After the language: the file that the block is. A test of its own runs it. */
  readonly name: string | undefined
  readonly text: string
}

/** Every fenced code block of a Markdown file. */
export function codeBlocks(file: string): CodeBlock[] {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/^```(\S*)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: source.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    name: match[2],
    text: match[3] ?? '',
  }))
}
