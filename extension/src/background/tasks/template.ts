export interface TemplateValues {
  readonly title: string
  readonly description?: string | undefined
  readonly link?: string | undefined
  /** Of the page on which the error was seen. */
  readonly address: string
}

/** Lines beyond which a stack trace tells nothing more in a task. */
const LONGEST = 8000

/** The description of a new task, in Remarkup. What the page says stands in code blocks: it is quoted, never obeyed. */
export function fillTemplate(
  template: string,
  { title, description = '', link, address }: TemplateValues,
): string {
  const values: Record<string, string> = {
    title: plain(title),
    description: description.trim() === '' ? '' : block(description),
    link: webAddress(link) ?? address,
    address,
  }
  return template
    .replace(/\{\{(title|description|link|address)\}\}/g, (_, name: string) => values[name] ?? '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\s+$/g, '')
}

/** One line, in which nothing is markup. */
function plain(text: string): string {
  return `%%%${text.replace(/\s+/g, ' ').replaceAll('%%%', '%%').trim()}%%%`
}

function block(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}\n…` : text
  // Indented: whatever stands in it cannot end the block.
  return cut
    .replace(/\r\n?/g, '\n')
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

function webAddress(link: string | undefined): string | undefined {
  const url = URL.parse(link ?? '')
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined
}
