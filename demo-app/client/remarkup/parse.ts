/**
 * The part of Remarkup that an error's task uses, as a tree: the preview draws elements from it, so no text ever becomes
 * markup of the page.
 */
export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }

export type Inline =
  | { readonly kind: 'text' | 'code' | 'bold'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }

const FENCE = '```'
const BULLET = /^\s{0,6}[-*]\s+(.*)/
const NUMBER = /^\s{0,6}(?:\d+[.)]|#)\s+(.*)/
const HEADING = /^(={1,5})\s*(.+?)\s*=*$/

export function parse(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    if (line.trim() === '') {
      at += 1
    } else if (line.trimStart().startsWith(FENCE)) {
      at = readCode(lines, at, blocks)
    } else if (HEADING.test(line)) {
      const [, marks = '=', text = ''] = HEADING.exec(line) ?? []
      blocks.push({ kind: 'heading', level: marks.length, text: parseInline(text) })
      at += 1
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      at = readList(lines, at, blocks)
    } else {
      at = readParagraph(lines, at, blocks)
    }
  }
  return blocks
}

const INLINE =
  /`([^`\n]+)`|\*\*(.+?)\*\*|\[\[\s*([^\]|]+?)\s*(?:\|\s*([^\]]+?)\s*)?\]\]|\[([^\]]+)\]\(([^)\s]+)\)|<?(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])>?/g

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) })
    parts.push(inlineOf(match))
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) })
  return parts
}

function inlineOf([whole, code, bold, target, label, name, address, bare]: RegExpMatchArray): Inline {
  if (code !== undefined) return { kind: 'code', text: code }
  if (bold !== undefined) return { kind: 'bold', text: bold }
  const url = target ?? address ?? bare ?? ''
  // Anything else (`javascript:`, a wiki page) stays what was typed.
  if (!/^https?:\/\//i.test(url)) return { kind: 'text', text: whole }
  return { kind: 'link', text: label ?? name ?? url, url }
}

function readCode(lines: readonly string[], start: number, blocks: Block[]): number {
  const first = (lines[start] ?? '').trimStart().slice(FENCE.length)
  const oneLine = first.endsWith(FENCE) && first.length > FENCE.length
  if (oneLine) {
    blocks.push({ kind: 'code', text: first.slice(0, -FENCE.length) })
    return start + 1
  }
  // Options such as `lang=js` stand on the first line.
  const options = first.trim() === '' || /^\s*(lang|name|lines|counterexample)\b/.test(first)
  const text = options ? [] : [first]
  let at = start + 1
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (!line.trimEnd().endsWith(FENCE)) {
      text.push(line)
      continue
    }
    const rest = line.trimEnd().slice(0, -FENCE.length)
    if (rest !== '') text.push(rest)
    break
  }
  blocks.push({ kind: 'code', text: text.join('\n') })
  return at + 1
}

function readList(lines: readonly string[], start: number, blocks: Block[]): number {
  const marker = BULLET.test(lines[start] ?? '') ? BULLET : NUMBER
  const items: Inline[][] = []
  let at = start
  for (; at < lines.length; at += 1) {
    const item = marker.exec(lines[at] ?? '')
    if (!item) break
    items.push(parseInline(item[1] ?? ''))
  }
  blocks.push({ kind: 'list', ordered: marker === NUMBER, items })
  return at
}

function readParagraph(lines: readonly string[], start: number, blocks: Block[]): number {
  let at = start + 1
  while (at < lines.length && !startsBlock(lines[at] ?? '')) at += 1
  blocks.push({ kind: 'paragraph', lines: lines.slice(start, at).map(parseInline) })
  return at
}

const startsBlock = (line: string) =>
  line.trim() === '' || line.trimStart().startsWith(FENCE) || BULLET.test(line) || NUMBER.test(line)
