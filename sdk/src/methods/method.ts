import type { ApplicationSearchParams, Page, SearchParams } from './search.ts'
import type { Phid } from './values.ts'

/** The types of one Conduit method: a method costs nothing when it runs. */
export interface Method<Params = unknown, Result = unknown> {
  readonly params: Params
  readonly result: Result
}

/** A method with pages. */
export interface PagedMethod<Params extends SearchParams = SearchParams, Item = unknown>
  extends Method<Params, Page<Item>> {
  readonly item: Item
}

/** A method of Phorge's ApplicationSearch kind. */
export interface SearchMethod<Constraints, Item, Order extends string>
  extends PagedMethod<ApplicationSearchParams<Constraints, AttachmentOf<Item>, Order>, Item> {}

/** A method of Phorge's ApplicationEditor kind: applies transactions to an object, or to a new one. */
export interface EditMethod<Type extends string, Transaction extends { readonly type: string }>
  extends Method<EditParams<Transaction>, EditResult<Phid<Type>>> {
  readonly transaction: Transaction
}

/** What can be attached to an object that a search finds. */
export type AttachmentOf<Item> = Item extends { attachments: infer Attachments }
  ? keyof Attachments & string
  : never

/** Which attachments a search asks for. */
export type Wanted<Attachment extends string> = Partial<Readonly<Record<Attachment, true>>>

/** An object with what was asked for: `attachments: { projects: true }` makes `.attachments.projects` certain. */
export type WithAttachments<Item, Asked> = [TrueIn<Asked>] extends [never]
  ? Item
  : Item extends { attachments: infer Attachments }
    ? Item & {
        attachments: { [Name in TrueIn<Asked> & keyof Attachments]-?: NonNullable<Attachments[Name]> }
      }
    : Item

type TrueIn<Asked> = { [Name in keyof Asked]-?: Asked[Name] extends true ? Name : never }[keyof Asked]

/** For methods that take no parameters. */
export type NoParams = Readonly<Record<string, never>>

/** What identifies an object: its number, its monogram (`T12`), or its PHID. Never empty and never zero. */
export type ObjectIdentifier = string | number

/** What every method of the ApplicationEditor kind takes. */
export interface EditParams<Transaction> {
  /** Which object to change. Leave it out to create one. */
  readonly objectIdentifier?: ObjectIdentifier
  /** Applied all or none. One that would change nothing succeeds and is left out of the result. */
  readonly transactions: readonly Transaction[]
}

/** The same of an object that has to be there: nothing is created. */
export interface ChangeMethod<
  Type extends string,
  Transaction extends { readonly type: string },
  More = unknown,
> extends Method<ChangeParams<Transaction> & More, EditResult<Phid<Type>>> {
  readonly transaction: Transaction
}

/** What every method takes that changes an object of a gateway. */
export interface ChangeParams<Transaction> extends EditParams<Transaction> {
  readonly objectIdentifier: ObjectIdentifier
}

/** What was changed: the object, and the transactions that had an effect. */
export interface EditResult<ObjectPhid> {
  object: { id: number; phid: ObjectPhid }
  transactions: { phid: string }[]
}
