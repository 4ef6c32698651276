import { isConduitError } from '../errors.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts'

/** The command line itself, or what it is configured with, is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code: 'usage' | 'not_configured'
  readonly remedy: string

  constructor(message: string, remedy: string, code: 'usage' | 'not_configured' = 'usage') {
    super(message)
    this.remedy = remedy
    this.code = code
  }
}

/** Another remedy for an error of the library: it speaks to programs, and here somebody types commands. */
export class Advised extends Error {
  override readonly cause: unknown
  readonly remedy: string

  constructor(cause: unknown, remedy: string) {
    super('advised')
    this.cause = cause
    this.remedy = remedy
  }
}

/** Whoever read our output has enough (`| head`): there is nothing to say about it. */
export class OutputClosed extends Error {}

export interface Failure {
  readonly exitCode: ExitCode
  /** What `--json` shows: always `code`, `message`, `remedy`. */
  readonly shown: { readonly code: string; readonly message: string; readonly remedy: string }
}

/** What to say about anything that was thrown. Only errors that are known to hold no secret are shown as they are. */
export function failureFrom(thrown: unknown): Failure {
  if (thrown instanceof Advised) {
    const { exitCode, shown } = failureFrom(thrown.cause)
    return { exitCode, shown: { ...shown, remedy: thrown.remedy } }
  }
  if (thrown instanceof UsageError) {
    const { code, message, remedy } = thrown
    return { exitCode: exitCodes.usage, shown: { code, message, remedy } }
  }
  if (isConduitError(thrown)) {
    const { code, message, remedy } = thrown
    const exitCode = code === 'aborted' && thrown.outcomeUnknown ? exitCodes.outcomeUnknown : exitCodeOf[code]
    const { name, ...rest } = thrown.toJSON()
    return { exitCode, shown: { ...rest, code, message, remedy } }
  }
  return isSystemError(thrown) ? systemFailure(thrown) : internalFailure(thrown)
}

function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'syscall' in thrown && 'code' in thrown
}

function systemFailure({ code = '', path, syscall }: NodeJS.ErrnoException): Failure {
  if (syscall === 'write' && !path) {
    const message = `The output could not be written (${code}).`
    const remedy = 'Make room where it is written to, and look whether what you asked for was done.'
    return { exitCode: exitCodes.output, shown: { code: 'output', message, remedy } }
  }
  const message = `${path ? `${path} could not be used` : 'The system refused'}: ${syscall} ${code}.`
  const remedy = 'Check that the file or folder exists, is yours, and has room.'
  return { exitCode: exitCodes.usage, shown: { code: 'system', message, remedy } }
}

function internalFailure(thrown: unknown): Failure {
  const name = thrown instanceof Error ? thrown.name : typeof thrown
  const place = thrown instanceof Error ? /at .*\/command-line\/(\S+?:\d+)/.exec(thrown.stack ?? '')?.[1] : ''
  return {
    exitCode: exitCodes.internal,
    shown: {
      code: 'internal',
      message: `The program failed in a way it should not (${[name, place].filter(Boolean).join(' at ')}).`,
      remedy: 'Please report this, with the command and the version (phorge-conduit --version).',
    },
  }
}
