/** Words, texts and signs, without comments. A line that ends can end a member, so that it is a token too. */
export class Tokens {
  readonly #tokens: readonly string[]
  #position = 0

  constructor(source: string | readonly string[]) {
    this.#tokens = typeof source === 'string' ? tokensOf(source) : source
  }

  next(): string | undefined {
    this.#skipLines()
    return this.#tokens[this.#position++]
  }

  skip(token: string): boolean {
    this.#skipLines()
    if (this.#tokens[this.#position] !== token) return false
    this.#position += 1
    return true
  }

  skipPast(token: string): boolean {
    const at = this.#tokens.indexOf(token, this.#position)
    if (at === -1) return false
    this.#position = at + 1
    return true
  }

  skipSeparators(): void {
    while (this.skip(';') || this.skip(','));
  }

  /** All of a type: up to a separator, or the end of a line after which it cannot go on. */
  type(): readonly string[] {
    const type: string[] = []
    let depth = 0
    for (; this.#position < this.#tokens.length; this.#position += 1) {
      const token = this.#tokens[this.#position] ?? ''
      if (depth === 0 && (/^[;,}]$/.test(token) || (token === '\n' && this.#endsHere(type)))) break
      if ('{[(<'.includes(token)) depth += 1
      if ('}])>'.includes(token)) depth -= 1
      type.push(token)
    }
    return type
  }

  #endsHere(type: readonly string[]): boolean {
    const next = this.#tokens.slice(this.#position).find((token) => token !== '\n')
    return type.length > 0 && type.at(-1) !== '|' && next !== '|'
  }

  #skipLines(): void {
    while (this.#tokens[this.#position] === '\n') this.#position += 1
  }
}

function tokensOf(source: string): string[] {
  const tokens =
    source.match(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[\w$-]+|\n|[^\s\w]/g) ?? []
  const withoutComments = tokens.filter((token) => !/^\/[/*]/.test(token))
  return withoutComments.map((token) => (/^["']/.test(token) ? `'${unquoted(token)}'` : token))
}

/** What stands between the quotes of a text; any other token is itself. */
export function unquoted(token: string): string {
  return token.replace(/^(["'])(.*)\1$/s, '$2').replaceAll(/\\(["'])/g, '$1')
}
