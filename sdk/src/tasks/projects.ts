import type { CallOptions, Conduit } from '../conduit.ts'
import { ValidationError } from '../errors.ts'
import type { Project } from '../methods/project.ts'
import type { Page } from '../methods/search.ts'
import { isPhid, type Phid } from '../methods/values.ts'

/** Which project: `'#backend'`, its slug, or its PHID. */
export type ProjectReference = string

/**
 * The PHIDs of these projects, in their order. Phorge itself stores a PHID that leads nowhere without a word.
 *
 * @throws {ValidationError} naming those that do not exist or are not visible to this user.
 */
export async function projectPhids(
  conduit: Conduit,
  references: readonly ProjectReference[],
  options?: CallOptions,
): Promise<Phid<'PROJ'>[]> {
  const phids = references.filter((reference) => isPhid(reference, 'PROJ'))
  const slugs = references.filter((reference) => !isPhid(reference, 'PROJ')).map(slugOf)
  const [byPhid, bySlug] = await Promise.all([
    phids.length > 0 ? conduit.project.search({ constraints: { phids } }, options).all() : [],
    slugs.length > 0 ? conduit.project.search({ constraints: { slugs } }, options) : undefined,
  ])
  const visible = new Set<string>(byPhid.map(({ phid }) => phid))
  const found = references.map((reference) => {
    if (isPhid(reference, 'PROJ')) return visible.has(reference) ? reference : undefined
    return bySlug && phidBySlug(bySlug, slugOf(reference))
  })
  const unknown = references.filter((_, index) => found[index] === undefined)
  if (unknown.length > 0) {
    throw new ValidationError(`No such project, or not visible to this user: ${unknown.join(', ')}.`, {
      method: 'project.search',
    })
  }
  return found.filter((phid) => phid !== undefined)
}

function slugOf(reference: ProjectReference): string {
  return reference.trim().replace(/^#/, '').toLowerCase()
}

/** A project has one slug of its own and any number of others: `slugMap` says which led where. */
function phidBySlug({ data, maps }: Page<Project>, slug: string): Phid<'PROJ'> | undefined {
  const slugMap = maps?.slugMap as Record<string, { projectPHID?: unknown }> | undefined
  const mapped = slugMap?.[slug]?.projectPHID
  return isPhid(mapped, 'PROJ') ? mapped : data.find(({ fields }) => fields.slug === slug)?.phid
}
