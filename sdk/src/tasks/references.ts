import type { CallOptions, Conduit } from '../conduit.ts'
import { ValidationError } from '../errors.ts'
import type { PersonReference, ProjectReference } from '../lookups/lookups.ts'
import { isPhid } from '../methods/is-phid.ts'
import type { Phid } from '../methods/values.ts'

/**
 * The PHIDs of these people, in their order. Only names cost a call, and with OAuth a scope: whoever has a PHID has it
 * from the server, and a token that may only write is to be enough then.
 *
 * @throws {ValidationError} naming those that do not exist.
 */
export function personPhids(
  { lookup }: Conduit,
  people: readonly PersonReference[],
  options?: CallOptions,
): Promise<Phid[]> {
  return phidsOf(people, 'No such user', 'user.search', (person) =>
    isPhid(person) ? { phid: person } : lookup.user(person, options),
  )
}

/** The PHID of one person. @throws {ValidationError} for whatever is not a person: a project cannot own a task. */
export async function ownerPhid(
  conduit: Conduit,
  person: PersonReference,
  options?: CallOptions,
): Promise<Phid | undefined> {
  if (isPhid(person) && !isPhid(person, 'USER')) {
    throw new ValidationError(`${person} is not the PHID of a user.`, { method: 'maniphest.edit' })
  }
  return (await personPhids(conduit, [person], options))[0]
}

/**
 * The PHIDs of these projects, in their order. Phorge itself stores a PHID that leads nowhere without a word.
 *
 * @throws {ValidationError} naming those that do not exist or are not visible to this user.
 */
export function projectPhids(
  { lookup }: Conduit,
  projects: readonly ProjectReference[],
  options?: CallOptions,
): Promise<Phid[]> {
  return phidsOf(projects, 'No such project, or not visible to this user', 'project.search', (project) =>
    lookup.project(project, options),
  )
}

async function phidsOf(
  references: readonly string[],
  unknown: string,
  method: string,
  find: (reference: string) => { phid: Phid } | Promise<{ phid: Phid } | undefined>,
): Promise<Phid[]> {
  const found = await Promise.all(references.map(find))
  const missing = references.filter((_, index) => !found[index])
  if (missing.length > 0) {
    const names = missing.map((reference) => reference.trim() || '""').join(', ')
    throw new ValidationError(`${unknown}: ${names}.`, { method })
  }
  return found.flatMap((object) => object?.phid ?? [])
}
