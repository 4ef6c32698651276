import { useMemo } from 'preact/hooks'
import { type Block, type Inline, parse } from './parse.ts'

/** A text in Remarkup, drawn. */
export function Remarkup({ text }: { text: string }) {
  const blocks = useMemo(() => parse(text), [text])
  if (blocks.length === 0) return <p class="remarkup hint">Nothing to preview.</p>
  return (
    <div class="remarkup">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  )
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      )
    case 'heading':
      return (
        <p class={`remarkup-heading level-${block.level}`}>
          <strong>{block.text.map(inline)}</strong>
        </p>
      )
    case 'list': {
      const items = block.items.map((item, index) => <li key={String(index)}>{item.map(inline)}</li>)
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'paragraph':
      return <p>{block.lines.flatMap((line, index) => [index > 0 && <br />, ...line.map(inline)])}</p>
  }
}

function inline(part: Inline) {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'code':
      return <code>{part.text}</code>
    case 'bold':
      return <strong>{part.text}</strong>
    case 'link':
      return (
        <a href={part.url} target="_blank" rel="noopener noreferrer">
          {part.text}
        </a>
      )
  }
}
