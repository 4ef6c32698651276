/**
 * Where an application gave nothing to tell failures to. A warning on the standard error of Node, Deno and Bun, and what
 * a worker makes of an uncaught error: a sign-in that fails in silence is nobody's to mend.
 */
export function report(error: unknown): void {
  const { process, reportError } = globalThis as {
    readonly process?: { readonly emitWarning?: (warning: Error | string) => void }
    readonly reportError?: (error: unknown) => void
  }
  if (process?.emitWarning) process.emitWarning(warningOf(error))
  else reportError?.(error)
}

/** Node shows the name and the message of a warning; what is to be done belongs to it. */
function warningOf(error: unknown): string | Error {
  if (!(error instanceof Error)) return String(error)
  const remedy = 'remedy' in error ? ` ${error.remedy}` : ''
  return Object.assign(new Error(`${error.message}${remedy}`), { name: error.name })
}
