import type { CallOptions, Conduit } from '../conduit.ts'
import { ValidationError } from '../errors.ts'
import { isPhid, type Phid } from '../methods/values.ts'

/** Who: `'@rjkaplan'`, the bare user name, or a PHID. */
export type PersonReference = string

/**
 * The PHIDs of these people, in their order. Only names cost a call.
 *
 * @throws {ValidationError} naming those that do not exist.
 */
export async function personPhids(
  conduit: Conduit,
  references: readonly PersonReference[],
  options?: CallOptions,
): Promise<Phid[]> {
  const usernames = references.filter((reference) => !isPhid(reference)).map(nameOf)
  const users =
    usernames.length > 0 ? await conduit.user.search({ constraints: { usernames } }, options).all() : []
  const byName = new Map(users.map(({ fields, phid }) => [fields.username.toLowerCase(), phid]))
  const found = references.map((reference) =>
    isPhid(reference) ? reference : byName.get(nameOf(reference).toLowerCase()),
  )
  const unknown = references.filter((_, index) => found[index] === undefined)
  if (unknown.length > 0) {
    throw new ValidationError(`No such user: ${unknown.join(', ')}.`, { method: 'user.search' })
  }
  return found.filter((phid) => phid !== undefined)
}

function nameOf(reference: PersonReference): string {
  return reference.trim().replace(/^@/, '')
}
