import * as z from 'zod/mini'
import type { Page, SearchParams } from './search.ts'
import { page } from './search.ts'

/** What is known of one Conduit method. One of these per method is all that a method needs. */
export interface Method<Name extends string = string, Params = unknown, Result = unknown> {
  readonly name: Name
  /** `write` when a call changes something, so that it must not be repeated without knowing what became of the first. */
  readonly access: 'read' | 'write'
  /** Whether the server asks who calls. No token is sent to a method that does not. */
  readonly authentication: boolean
  /** Kept by Phorge for old clients; its documentation names what to use instead. */
  readonly frozen: boolean
  readonly params: Typed<Params>
  readonly result: z.ZodMiniType<Result>
}

/** A method with pages. */
export interface SearchMethod<Name extends string = string, Params = unknown, Item = unknown>
  extends Method<Name, Params, Page<Item>> {
  readonly paged: true
}

/** A method that applies transactions to an object, or to a new one when `objectIdentifier` is left out. */
export interface EditMethod<Name extends string = string, Params = unknown, Result = unknown>
  extends Method<Name, Params, Result> {
  /** Every type that a stock Phorge knows; `custom.…` are an installation's own. */
  readonly transactionTypes: readonly string[]
}

/** A method of any of these kinds. */
export type CataloguedMethod = Method &
  Partial<Pick<EditMethod, 'transactionTypes'>> &
  Partial<Pick<SearchMethod, 'paged'>>

export function isMethod(value: unknown): value is CataloguedMethod {
  return typeof value === 'object' && value !== null && 'name' in value && 'access' in value
}

/** Stands for a type where there is no value. */
export interface Typed<Type> {
  readonly type?: Type
}

/** The type of a method's parameters. Only the compiler checks them: the server says better what is wrong in a value. */
export const params = <Type>(): Typed<Type> => ({})

/** For methods that take no parameters. */
export type NoParams = Readonly<Record<string, never>>

/** In what a method differs from one that reads and needs authentication. */
export interface MethodTraits {
  readonly access?: 'read' | 'write'
  readonly authentication?: boolean
  readonly frozen?: boolean
}

/** A method that reads, unless told otherwise. */
export function method<const Name extends string, Params, Result>(
  name: Name,
  params: Typed<Params>,
  result: z.ZodMiniType<Result>,
  { access = 'read', authentication = true, frozen = false }: MethodTraits = {},
): Method<Name, Params, Result> {
  return { name, access, authentication, frozen, params, result }
}

/** A method of Phorge's ApplicationSearch kind. */
export function searchMethod<const Name extends string, Params extends SearchParams, Item>(
  name: Name,
  params: Typed<Params>,
  item: z.ZodMiniType<Item>,
): SearchMethod<Name, Params, Item> {
  return { ...method(name, params, page(item)), paged: true }
}

/** What identifies an object: its number, its monogram (`T12`), or its PHID. Never empty and never zero. */
export type ObjectIdentifier = string | number

/** What every method of the ApplicationEditor kind takes. */
export interface EditParams<Transaction> {
  /** Which object to change. Leave it out to create one. */
  readonly objectIdentifier?: ObjectIdentifier
  /** Applied all or none. One that would change nothing succeeds and is left out of the result. */
  readonly transactions: readonly Transaction[]
}

/** A method of Phorge's ApplicationEditor kind. */
export function editMethod<const Name extends string, Transaction extends { readonly type: string }, Object>(
  name: Name,
  params: Typed<EditParams<Transaction>>,
  phid: z.ZodMiniType<Object>,
  transactionTypes: TransactionTypes<Transaction>,
): EditMethod<Name, EditParams<Transaction>, EditResult<Object>> {
  const known = method(name, params, editResult(phid), { access: 'write' })
  return { ...known, transactionTypes: Object.keys(transactionTypes) }
}

/** Every transaction type as a value; the compiler says when one is left out. */
export type TransactionTypes<Transaction extends { readonly type: string }> = Readonly<
  Record<FixedTypes<Transaction['type']>, true>
>

/** Without the open-ended `custom.…`. */
type FixedTypes<Type extends string> = Type extends `custom.${string}` ? never : Type

/** What was changed: the object, and the transactions that had an effect. */
export interface EditResult<ObjectPhid> {
  object: { id: number; phid: ObjectPhid }
  transactions: { phid: string }[]
}

function editResult<ObjectPhid>(phid: z.ZodMiniType<ObjectPhid>): z.ZodMiniType<EditResult<ObjectPhid>> {
  return z.looseObject({
    object: z.looseObject({ id: z.number(), phid }),
    transactions: z.array(z.looseObject({ phid: z.string() })),
  }) as unknown as z.ZodMiniType<EditResult<ObjectPhid>>
}
