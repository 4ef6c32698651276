/** Remarkup, as far as it shows what a description will look like: paragraphs, code blocks, lists and quotes, as text. */
export function Preview({ remarkup }: { readonly remarkup: string }) {
  return (
    <div class="preview stack">
      {blocksOf(remarkup).map(({ kind, text }, at) =>
        kind === 'code' ? <pre key={at}>{text}</pre> : <p key={at}>{text}</p>,
      )}
    </div>
  )
}

interface Block {
  readonly kind: 'code' | 'text'
  readonly text: string
}

function blocksOf(remarkup: string): Block[] {
  return remarkup
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part): Block => {
      const lines = part.split('\n')
      return lines.every((line) => line.startsWith('  ') || line === '')
        ? { kind: 'code', text: lines.map((line) => line.slice(2)).join('\n') }
        : { kind: 'text', text: part.replaceAll('%%%', '') }
    })
}
