import * as z from 'zod/mini'
import type { PagedMethod } from './method.ts'
import { page, type SearchParams } from './search.ts'
import { epoch, known, listOf, maybeEmpty, type Phid, phid } from './values.ts'

const comment = z.looseObject({
  id: z.number(),
  phid: phid('XCMT'),
  /** Rises with each edit of the comment. */
  version: z.number(),
  authorPHID: phid(),
  dateCreated: epoch,
  dateModified: epoch,
  removed: z.boolean(),
  content: maybeEmpty(z.looseObject({ raw: z.optional(z.string()) })),
})

const transactionSchema = known(
  z.looseObject({
    id: z.number(),
    phid: phid(),
    /** `status`, `title`, `comment`, …; `null` where Phorge has no name for it over Conduit. */
    type: z.nullable(z.string()),
    authorPHID: phid(),
    objectPHID: phid(),
    dateCreated: epoch,
    dateModified: epoch,
    /** The same for all transactions of one edit. */
    groupID: z.optional(z.nullable(z.string())),
    /** All versions, the newest first. */
    comments: listOf(comment),
    /** Usually `old` and `new`, or `operations`. */
    fields: maybeEmpty(
      z.looseObject({
        old: z.optional(z.unknown()),
        new: z.optional(z.unknown()),
        operations: z.optional(listOf(z.looseObject({ operation: z.string(), phid: z.optional(phid()) }))),
      }),
    ),
  }),
)

/** One change that was made to an object: who, when, what. */
export interface Transaction extends z.infer<typeof transactionSchema> {}

const transaction: z.ZodMiniType<Transaction> = transactionSchema

/** What `transaction.search` takes: one object, or one type of objects. */
export interface TransactionSearchParams extends SearchParams {
  /** Whose transactions: a PHID or a monogram. A plain number is not understood here. */
  readonly objectIdentifier?: string | undefined
  /** Of all objects of one type: `TASK`. */
  readonly objectType?: string | undefined
  readonly constraints?:
    | {
        readonly phids?: readonly Phid[] | undefined
        readonly authorPHIDs?: readonly Phid[] | undefined
      }
    | undefined
}

/** Results that are read field by field. */
export const transactionResults = { 'transaction.search': page(transaction) }

/** The methods of Transaction. */
export interface TransactionMethods {
  /** What was done to an object, newest first. */
  readonly search: PagedMethod<TransactionSearchParams, Transaction>
}
