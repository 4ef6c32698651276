import type { Connection } from './connect.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Output } from './output.ts'
import type { Values } from './values.ts'
import type { World } from './world.ts'

/** One option, as the help shows it and as it is read. */
export interface Option {
  /** What stands for the value in the help, such as `TEXT`; without one it is a switch. */
  readonly value?: string
  readonly many?: true
  readonly text: string
}

export interface Invocation {
  readonly world: World
  readonly output: Output
  readonly values: Values
  /** What follows the command and is no option. */
  readonly words: readonly string[]
  /** The server and who calls it. @throws {UsageError} when no server is configured. */
  connect(): Promise<Connection>
}

/** One of these per command is all that a command needs. */
export interface Command {
  /** `tasks close` */
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What follows the name: `TASK… [options]`. */
  readonly usage: string
  /** What there is to know beyond the options. */
  readonly notes?: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  readonly example: string
  /** It tells of the credential itself, so that nothing else warns about it. */
  readonly judgesCredential?: true
  run(invocation: Invocation): Promise<ExitCode>
}
