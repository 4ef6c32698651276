import { invalid } from './refusal.ts'

/** What `objectIdentifier` may name an object by. */
export type Identifier = { readonly id: number } | { readonly phid: string }

/**
 * Reads `objectIdentifier` of a method that changes what is there. Phorge creates an object when there is none; here
 * nothing is created so.
 *
 * @param create what to do to create one @throws {Refusal}
 */
export function readIdentifier(value: unknown, create: string): Identifier {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  if (/^PHID-[\w-]+$/.test(text)) return { phid: text }
  if (/^[1-9]\d{0,14}$/.test(text)) return { id: Number(text) }
  throw invalid(`"objectIdentifier" takes the number or the PHID of what is changed. ${create}`)
}
