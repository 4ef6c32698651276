import { readFileSync } from 'node:fs'

export interface CodeBlock {
  readonly file: string
  readonly line: number
  readonly language: string
  readonly text: string
}

/** Every fenced code block of a Markdown file. */
export function codeBlocks(file: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = readFileSync(file, 'utf8').split('\n')
  let open: { language: string; line: number; text: string[] } | undefined
  lines.forEach((line, index) => {
    const fence = /^```(\S*)/.exec(line)
    if (!fence) return void open?.text.push(line)
    if (!open) {
      open = { language: fence[1] ?? '', line: index + 1, text: [] }
      return
    }
    blocks.push({ file, line: open.line, language: open.language, text: `${open.text.join('\n')}\n` })
    open = undefined
  })
  return blocks
}
