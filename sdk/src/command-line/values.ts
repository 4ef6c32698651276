import { parseArgs } from 'node:util'
import type { Command, Option } from './command.ts'
import { UsageError } from './failure.ts'

/** Options that every command takes. */
export const everywhere: Readonly<Record<string, Option>> = {
  url: { value: 'URL', text: 'the server, as a browser shows it (CONDUIT_URL)' },
  timeout: { value: 'SECONDS', text: 'how long one call may take (default: 30)' },
  json: { text: 'one line of JSON for each result, and for an error' },
  help: { text: 'this text' },
}

/** The options that were given. */
export class Values {
  readonly #given: Readonly<Record<string, unknown>>

  constructor(given: Readonly<Record<string, unknown>>) {
    this.#given = given
  }

  has(name: string): boolean {
    return this.#given[name] === true
  }

  text(name: string): string | undefined {
    const value = this.#given[name]
    return typeof value === 'string' ? value : undefined
  }

  list(name: string): readonly string[] {
    const value = this.#given[name]
    return Array.isArray(value) ? value : []
  }

  /** @throws {UsageError} */
  positiveNumber(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const number = Number(text)
    if (number > 0 && number <= 1_000_000) return number
    throw new UsageError(`--${name} is not a number above 0.`, `Give it as in --${name} 60.`)
  }
}

/** @throws {UsageError} which names the option and never repeats a value. */
export function readArguments(
  command: Command,
  args: readonly string[],
): { values: Values; words: readonly string[] } {
  const options = Object.entries({ ...everywhere, ...command.options }).map(([name, option]) => [
    name,
    {
      type: option.value ? ('string' as const) : ('boolean' as const),
      ...(option.many && { multiple: true }),
      ...(name === 'help' && { short: 'h' }),
    },
  ])
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(options),
    })
    return { values: new Values(values), words: positionals }
  } catch (error) {
    throw new UsageError(explained(error), `Run phorge-conduit ${command.name} --help for what it takes.`)
  }
}

function explained(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const option = /--?[a-z-]+/.exec(message ?? '')?.[0] ?? 'An option'
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option ${option} here.`
  if (/ambiguous/.test(message ?? ''))
    return `It is not clear whether what follows ${option} is its value: write ${option}=… then.`
  return /not take an argument/.test(message ?? '') ? `${option} takes no value.` : `${option} needs a value.`
}

const TOKEN = /\b(?:api|cli|clr)-[A-Za-z0-9]{28}\b/

/**
 * Refuses a token among the arguments, wherever it stands: every user of the machine can read them, and the shell keeps
 * them in its history.
 *
 * @throws {UsageError}
 */
export function assertNoToken(args: readonly string[]): void {
  if (!args.some((arg) => TOKEN.test(arg) || /^--(?:api-|access-)?token=./.test(arg))) return
  throw new UsageError(
    'A token does not belong on the command line: other users of this machine see it, and the shell remembers it.',
    'Give it on standard input to `phorge-conduit login --token`, or in CONDUIT_TOKEN; and replace this one.',
  )
}
