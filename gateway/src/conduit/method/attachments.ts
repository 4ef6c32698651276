import { Refusal } from './refusal.ts'

/** Reads `attachments`. Only the presence of a key counts: `{"projects": false}` attaches them as well. */
export function readAttachments<Name extends string>(
  value: unknown,
  known: readonly Name[],
): ReadonlySet<Name> {
  if (value === undefined || value === null || value === '') return new Set()
  const written = typeof value === 'object' ? Object.keys(value) : [String(value)]
  const unknown = written.find((name) => !known.some((valid) => valid === name))
  if (unknown === undefined) return new Set(known.filter((name) => written.includes(name)))
  const message = `There is no attachment "${unknown}". Known attachments: ${known.join(', ')}.`
  throw new Refusal('ERR-INVALID-ATTACHMENT', message, 'validation')
}
