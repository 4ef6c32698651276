import * as z from 'zod/mini'
import { conduitResults } from './conduit.ts'
import { maniphestResults } from './maniphest.ts'
import { knownMethods } from './names.ts'
import { phidResults } from './phid.ts'
import { projectResults } from './project.ts'
import type { Kind } from './rules.ts'
import { page } from './search.ts'
import { transactionResults } from './transaction.ts'
import { userResults } from './user.ts'
import { listOf, maybeEmpty, phid } from './values.ts'

/** The methods that most programs live on: what they answer is read to the last field. */
const fieldByField: Readonly<Record<string, z.ZodMiniType>> = {
  ...conduitResults,
  ...maniphestResults,
  ...phidResults,
  ...projectResults,
  ...transactionResults,
  ...userResults,
}

const record = z.looseObject({})

/** The others are read as far as all of a kind are alike: enough to tell an answer from something else. */
const byKind: Readonly<Record<Kind, z.ZodMiniType>> = {
  found: page(
    z.looseObject({
      id: z.number(),
      type: z.string(),
      phid: phid(),
      fields: maybeEmpty(record),
      attachments: maybeEmpty(record),
    }),
  ),
  page: page(z.unknown()),
  edit: z.looseObject({
    object: z.looseObject({ id: z.number(), phid: phid() }),
    transactions: z.array(z.looseObject({ phid: z.string() })),
  }),
  list: listOf(z.unknown()),
  record: maybeEmpty(record),
  text: z.string(),
  flag: z.boolean(),
  any: z.unknown(),
}

/** Reads what a method answers; `undefined` for a method that this package does not know. */
export function resultSchema(method: string): z.ZodMiniType | undefined {
  const kind = knownMethods.get(method)?.kind
  return kind && (fieldByField[method] ?? byKind[kind])
}
