/** Takes `secrets`, and whatever else looks like one, out of a text that somebody else wrote. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
  return known.replace(/[\w.~+/=-]{20,}/g, (run) => (/\d/.test(run) ? '[redacted]' : run))
}
