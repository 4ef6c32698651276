import { ValidationError } from '../errors.ts'
import { isPhid } from '../methods/is-phid.ts'
import type { Phid } from '../methods/values.ts'

/** Which task: 12, `'12'`, `'T12'`, or its PHID. */
export type TaskReference = number | string

export type ParsedReference =
  | { readonly kind: 'id'; readonly id: number }
  | { readonly kind: 'phid'; readonly phid: Phid<'TASK'> }

/** @throws {ValidationError} for what cannot be a task; above all for the empty values that Phorge takes for "create". */
export function parseReference(reference: TaskReference): ParsedReference {
  if (isPhid(reference, 'TASK')) return { kind: 'phid', phid: reference }
  const digits = /^[Tt]?([1-9]\d*)$/.exec(String(reference).trim())?.[1]
  if (digits === undefined) {
    throw new ValidationError(
      `${JSON.stringify(reference) ?? 'undefined'} is not a task: use 12, "T12" or a PHID.`,
    )
  }
  return { kind: 'id', id: Number(digits) }
}

/** What `maniphest.edit` takes for this task. */
export function objectIdentifier(reference: TaskReference): number | string {
  const parsed = parseReference(reference)
  return parsed.kind === 'id' ? parsed.id : parsed.phid
}
