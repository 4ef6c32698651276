import { readBoolean, readString, readStrings } from '../../conduit/method/values.ts'
import type { TypedProposal } from '../proposal/proposal.ts'

type Reader = (name: string, value: unknown, typed: boolean) => TypedProposal

/** The fields of an application, as a proposal has them as parameters and an edit as types of transactions. */
export const fields = {
  name: (name, value) => ({ name: readString(name, value) }),
  version: (name, value) => ({ version: readString(name, value) }),
  description: (name, value) => ({ description: readString(name, value) }),
  redirectUris: (name, value) => ({ redirectUris: readStrings(name, value) }),
  callbackIsPrefix: (name, value, typed) => ({ callbackIsPrefix: readBoolean(name, value, typed) }),
  origins: (name, value) => ({ origins: readStrings(name, value) }),
  grantTypes: (name, value) => ({ grantTypes: readStrings(name, value) }),
  methods: (name, value) => ({ scopes: readStrings(name, value) }),
  contact: (name, value) => ({ contact: readString(name, value) }),
  addressRanges: (name, value) => ({ addressRanges: readStrings(name, value) }),
} as const satisfies Readonly<Record<string, Reader>>

/** Reads those fields that are there, each by its reader. @throws {Refusal} */
export function readFields(
  readers: Readonly<Record<string, Reader>>,
  given: Readonly<Record<string, unknown>>,
  typed: boolean,
): TypedProposal {
  const read = Object.entries(given).map(([name, value]) => readers[name]?.(name, value, typed))
  return Object.assign({}, ...read)
}
