import { randomUUID } from 'node:crypto'

/**
 * What the library takes for the id of a grant is `<grant>.<family>`: our grant is one for a user and an application,
 * and each authorization under it starts a family of tokens of its own.
 */
export function grantIdentifier(grantId: string, family: string = randomUUID()): string {
  return `${grantId}.${family}`
}

/** The two columns that hold it. */
export function parseGrantIdentifier(identifier: string | undefined): {
  grant_id: string | null
  family: string | null
} {
  const [grantId, family] = identifier?.split('.') ?? []
  return { grant_id: grantId || null, family: family || null }
}
