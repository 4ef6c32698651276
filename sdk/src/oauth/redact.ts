import { redact } from '../redact.ts'

/** Takes `secrets` out of a description that the server wrote, and whatever else looks like one. */
export function redactDescription(description: string, secrets: readonly string[]): string {
  return redact(description.slice(0, 300), secrets).replace(/[\w.~+/=-]{20,}/g, (run) =>
    /\d/.test(run) ? '(secret)' : run,
  )
}
