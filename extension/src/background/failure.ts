import { isConduitError } from 'phorge-conduit'
import type { Answer, ExtensionErrorCode, Failure } from '../answer.ts'

/** Something that cannot be done here, told to the user with a way out. */
export class ExtensionError extends Error {
  override readonly name = 'ExtensionError'
  readonly code: ExtensionErrorCode
  readonly remedy: string

  constructor(code: ExtensionErrorCode, message: string, remedy: string) {
    super(message)
    this.code = code
    this.remedy = remedy
  }
}

export async function answerWith<Value>(work: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, failure: failureOf(error) }
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ExtensionError) {
    return { code: error.code, message: error.message, remedy: error.remedy }
  }
  if (isConduitError(error)) {
    const { code, message, remedy } = error
    return error.code === 'scope' && error.reason === 'not_granted'
      ? { code, message, remedy, scopes: error.missing }
      : { code, message, remedy }
  }
  // What is unforeseen may have anything in its message.
  return {
    code: 'internal',
    message: 'Something went wrong in the extension.',
    remedy: 'Reload the page and try again; if it stays so, report it.',
  }
}
