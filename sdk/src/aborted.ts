import { AbortedError } from './errors.ts'

/** @throws {AbortedError} when one of them has aborted. */
export function assertNotAborted(method: string, signals: readonly AbortSignal[]): void {
  const aborted = signals.find((signal) => signal.aborted)
  if (aborted) throw abortedBy(aborted, method)
}

/** @param outcomeUnknown Whether a write was under way. */
export function abortedBy({ reason }: AbortSignal, method: string, outcomeUnknown = false): AbortedError {
  return new AbortedError(`${method} was aborted.`, { method, cause: reason, outcomeUnknown })
}
