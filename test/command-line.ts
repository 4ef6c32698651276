import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

const help = { help: { type: 'boolean', short: 'h' } } as const

/**
 * What stands on the command line of one of the commands here. With `--help` it prints how the command is used, and so it
 * does, on standard error and with status 2, when there is something that the command does not know.
 *
 * @param parts names that may stand there, of what the command can do one by one; none: nothing may
 */
export function readCommandLine<const Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
  parts: readonly string[] = [],
) {
  const { values, positionals } = parsed(usage, options)
  if ((values as { help?: boolean }).help) {
    process.stdout.write(`${usage}\n`)
    process.exit(0)
  }
  const unknown = positionals.find((name) => !parts.includes(name))
  if (unknown !== undefined) {
    refuse(usage, `There is no "${unknown}"${parts.length > 0 ? `, but ${parts.join(', ')}` : ''}.`)
  }
  return { values, positionals }
}

function parsed<Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  try {
    return parseArgs({ allowPositionals: true, options: { ...options, ...help } })
  } catch (error) {
    return refuse(usage, error instanceof Error ? error.message : String(error))
  }
}

function refuse(usage: string, message: string): never {
  process.stderr.write(`${message}\n\n${usage}\n`)
  process.exit(2)
}
