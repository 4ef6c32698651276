import { advised } from './advice.ts'
import type { Command } from './command.ts'
import { commands } from './commands/commands.ts'
import { type Connection, connect } from './connect.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { failureFrom, OutputClosed, UsageError } from './failure.ts'
import { helpFor, overview } from './help.ts'
import { Output } from './output.ts'
import { assertNoToken, readArguments, type Values } from './values.ts'
import { packageVersion } from './version.ts'
import type { World } from './world.ts'

/**
 * The program `phorge-conduit`.
 *
 * @param argv what follows the program's name
 * @returns the exit code; everything to say has been said and written
 */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const output = new Output(world, { json: argv.includes('--json') })
  try {
    const exitCode = await dispatch(argv, world, output)
    await output.end()
    return exitCode
  } catch (error) {
    if (error instanceof OutputClosed) return exitCodes.ok
    const failure = failureFrom(error)
    output.failure(failure)
    return failure.exitCode
  }
}

async function dispatch(argv: readonly string[], world: World, output: Output): Promise<ExitCode> {
  assertNoToken(argv)
  const [first] = argv
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    await output.line(overview(commands))
    return first === undefined ? exitCodes.usage : exitCodes.ok
  }
  if (first === '--version') return done(output.line(packageVersion()))
  const { command, args } = commandIn(argv)
  const { values, words } = readArguments(command, args)
  if (values.has('help')) return done(output.line(helpFor(command)))
  return runCommand(command, { world, output, values, words })
}

async function done(written: Promise<void>): Promise<ExitCode> {
  await written
  return exitCodes.ok
}

async function runCommand(
  command: Command,
  given: { world: World; output: Output; values: Values; words: readonly string[] },
): Promise<ExitCode> {
  let connection: Connection | undefined
  const connectOnce = async () => {
    if (connection) return connection
    connection = await connect(given.world, given.values)
    if (!command.judgesCredential) warnOf(connection, given.output)
    return connection
  }
  try {
    return await command.run({ ...given, connect: connectOnce })
  } catch (error) {
    throw connection ? advised(error, connection) : error
  }
}

function warnOf({ caller }: Connection, output: Output): void {
  if (caller.kind === 'nobody' || !caller.warning) return
  output.warn(caller.warning.message, caller.warning.remedy)
}

/** Commands are one word or two. */
function commandIn(argv: readonly string[]): { command: Command; args: readonly string[] } {
  for (const length of [2, 1]) {
    const name = argv.slice(0, length).join(' ')
    const command = commands.find((command) => command.name === name)
    if (command) return { command, args: argv.slice(length) }
  }
  const [first = ''] = argv
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (family.length > 0) {
    throw new UsageError(`${first} needs a second word.`, `Write one of: ${family.join(', ')}.`)
  }
  throw new UsageError(
    first.startsWith('-') ? 'The command comes before its options.' : 'There is no such command.',
    'Run phorge-conduit --help for the list of commands.',
  )
}
