import { html } from 'hono/html'
import type { Html } from '../../../pages/layout.ts'

/**
 * Shows Remarkup, as far as error reports use it: paragraphs, lists, headings, code and links. Anything else stays the
 * text that was typed. Every piece goes through the escaping template, and a link leads to http, https or mailto only.
 */
export function remarkup(source: string): Html {
  return html`<div class="remarkup">${blocksOf(source.replaceAll('\r\n', '\n')).map(block)}</div>`
}

/** Fenced code is one block; all other blocks end at an empty line. One pass over the lines, whatever they hold. */
function blocksOf(source: string): string[] {
  const blocks: string[] = []
  let lines: string[] = []
  let fenced = false
  const end = () => {
    if (lines.length > 0) blocks.push(lines.join('\n'))
    lines = []
  }
  for (const line of source.split('\n')) {
    if (!fenced && line.startsWith('```')) {
      end()
      lines.push(line)
      fenced = !line.slice(3).includes('```')
      if (!fenced) end()
    } else if (fenced) {
      lines.push(line)
      fenced = !line.trimEnd().endsWith('```')
      if (!fenced) end()
    } else if (line.trim() === '') end()
    else lines.push(line)
  }
  end()
  return blocks
}

function block(text: string): Html {
  if (text.startsWith('```')) return html`<pre tabindex="0"><code>${withoutFence(text)}</code></pre>`
  const lines = text.split('\n')
  if (lines.every((line) => /^(?: {2,}|\t)/.test(line))) {
    return html`<pre tabindex="0"><code>${lines.map((line) => line.replace(/^(?: {2}|\t)/, '')).join('\n')}</code></pre>`
  }
  const [first = '', ...rest] = lines
  const heading = /^(?:=+|#+)\s+(.*?)\s*=*$/.exec(first)
  if (heading)
    return html`<h3>${inline(heading[1] ?? '')}</h3>${rest.length > 0 ? block(rest.join('\n')) : ''}`
  if (lines.every((line) => /^\s*[-*]\s+\S/.test(line))) {
    return html`<ul>${lines.map((line) => html`<li>${inline(line.replace(/^\s*[-*]\s+/, ''))}</li>`)}</ul>`
  }
  return html`<p>${lines.map((line, index) => html`${index > 0 ? html`<br>` : ''}${inline(line)}`)}</p>`
}

function withoutFence(text: string): string {
  return text
    .replace(/^```(?:[ \t]*(?:lang|name|lines|counterexample)=[^\n]*)?\n?/, '')
    .replace(/\n?```[ \t]*$/, '')
}

/** Longer lines are data and no prose; and a pattern must not be given much to search. */
const LONGEST_LINE = 2000

const INLINE =
  /`([^`]+)`|\*\*(\S(?:.{0,200}?\S)?)\*\*|\[\[\s*([^[|\]\s]+)\s*(?:\|\s*([^[\]]+?)\s*)?\]\]|\[([^[\]]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]])|(?<![\w/@.-])(?:T(\d{1,10})|@([A-Za-z0-9][\w.-]*[A-Za-z0-9]))(?![\w-])/g

function inline(text: string): Html {
  if (text.length > LONGEST_LINE) return html`${text}`
  const parts: (string | Html)[] = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(end, match.index), piece(match))
    end = match.index + match[0].length
  }
  parts.push(text.slice(end))
  return html`${parts}`
}

function piece(match: RegExpMatchArray): string | Html {
  const [whole, code, strong, wikiTarget, wikiText, text, target, url, task, person] = match
  if (code !== undefined) return html`<code>${code}</code>`
  if (strong !== undefined) return html`<strong>${inline(strong)}</strong>`
  if (wikiTarget !== undefined) return link(wikiTarget, wikiText ?? wikiTarget) ?? whole
  if (target !== undefined && text !== undefined) return link(target, text) ?? whole
  if (url !== undefined) return link(url, url) ?? whole
  if (task !== undefined) return html`<a href="/T${task}">T${task}</a>`
  if (person !== undefined) return html`<a href="/p/${encodeURIComponent(person)}/">@${person}</a>`
  return whole
}

function link(target: string, text: string): Html | undefined {
  const url = URL.parse(target)
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return undefined
  return html`<a href="${url.href}" rel="noreferrer nofollow">${text}</a>`
}
