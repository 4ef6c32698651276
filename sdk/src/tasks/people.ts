import type { CallOptions, Conduit } from '../conduit.ts'
import { ValidationError } from '../errors.ts'
import { isPhid, type Phid } from '../methods/values.ts'

/** Who: `'@rjkaplan'`, the bare user name, or a PHID, which is sent as it is. */
export type PersonReference = string

/**
 * The PHIDs of these people, in their order. Only names cost a call, and with OAuth a scope: whoever has a PHID has it
 * from the server, and a token that may only write is to be enough then.
 *
 * @throws {ValidationError} naming those that do not exist.
 */
export async function personPhids(
  conduit: Conduit,
  references: readonly PersonReference[],
  options?: CallOptions,
): Promise<Phid[]> {
  const usernames = references
    .filter((reference) => !isPhid(reference))
    .map(nameOf)
    .filter(Boolean)
  const users =
    usernames.length > 0 ? await conduit.user.search({ constraints: { usernames } }, options).all() : []
  const byName = new Map(users.map(({ fields, phid }) => [fields.username.toLowerCase(), phid]))
  const found = references.map((reference) =>
    isPhid(reference) ? reference : byName.get(nameOf(reference).toLowerCase()),
  )
  const unknown = references.filter((_, index) => found[index] === undefined)
  if (unknown.length > 0) {
    const names = unknown.map((reference) => reference.trim() || '""').join(', ')
    throw new ValidationError(`No such user: ${names}.`, { method: 'user.search' })
  }
  return found.filter((phid) => phid !== undefined)
}

/** The PHID of one person. @throws {ValidationError} for whatever is not a person: a project cannot own a task. */
export async function ownerPhid(
  conduit: Conduit,
  reference: PersonReference,
  options?: CallOptions,
): Promise<Phid | undefined> {
  if (isPhid(reference) && !isPhid(reference, 'USER')) {
    throw new ValidationError(`${reference} is not the PHID of a user.`, { method: 'maniphest.edit' })
  }
  const [phid] = await personPhids(conduit, [reference], options)
  return phid
}

function nameOf(reference: PersonReference): string {
  return reference.trim().replace(/^@/, '')
}
