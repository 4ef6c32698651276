import type { Conduit } from 'phorge-conduit'
import type { Named } from '../../tasks.ts'

const SHOWN = 8

/** People whose names contain these words. */
async function people(conduit: Conduit, words: string): Promise<Named[]> {
  const { data } = await conduit.user.search({ constraints: { nameLike: words }, limit: SHOWN })
  return data.map(({ phid, fields }) => ({ phid, handle: fields.username, name: fields.realName ?? '' }))
}

async function projects(conduit: Conduit, words: string): Promise<Named[]> {
  const { data } = await conduit.project.search({ constraints: { name: words }, limit: SHOWN })
  return data.map(named)
}

export async function findNames(
  conduit: Conduit,
  kind: 'people' | 'projects',
  words: string,
): Promise<Named[]> {
  const wanted = words.trim().replace(/^[@#]/, '')
  if (wanted === '') return []
  return kind === 'people' ? people(conduit, wanted) : projects(conduit, wanted)
}

export async function projectsBySlug(conduit: Conduit, slugs: readonly string[]): Promise<Named[]> {
  const wanted = slugs.map((slug) => slug.trim().replace(/^#/, '').toLowerCase()).filter(Boolean)
  if (wanted.length === 0) return []
  return (await conduit.project.search({ constraints: { slugs: wanted } })).data.map(named)
}

function named({ phid, fields }: { phid: string; fields: { name: string; slug: string | null } }): Named {
  return { phid, handle: fields.slug ? `#${fields.slug}` : fields.name, name: fields.name }
}
