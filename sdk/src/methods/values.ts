import * as z from 'zod/mini'
import { isPhid } from './is-phid.ts'

// From a file of its own, because a bundler keeps the schemas of this one together.
export { isPhid }

/** The permanent name of an object: `PHID-TASK-pgeigzwbmzywlq2pzvpf`. */
export type Phid<Type extends string = string> = `PHID-${Type}-${string}`

/** What people call an object: `T12`, `D7`, `P3`. */
export type Monogram<Letters extends string = string> = `${Letters}${number}`

/** Seconds since 1970. Phorge has no finer ones. */
export type EpochSeconds = number

/**
 * A map from which PHP makes `[]` when it is empty. Only results that are not read field by field have it: elsewhere an
 * empty map is `{}`.
 */
export type PhpMap<Value> = Readonly<Record<string, Value>> | readonly never[]

export function phid<Type extends string = string>(type?: Type): z.ZodMiniType<Phid<Type>> {
  return z.custom<Phid<Type>>((value) => isPhid(value, type), `a PHID${type ? ` of type ${type}` : ''}`)
}

/** PHP has one type for lists and maps and writes the empty map as `[]`. */
export function mapOf<Value>(value: z.ZodMiniType<Value>): z.ZodMiniType<Record<string, Value>> {
  return z.pipe(emptyListAsMap, z.record(z.string(), value)) as unknown as z.ZodMiniType<
    Record<string, Value>
  >
}

/** An object all of whose fields may be absent, which PHP then writes as `[]`. */
export function maybeEmpty<Value>(value: z.ZodMiniType<Value>): z.ZodMiniType<Value> {
  return z.pipe(emptyListAsMap, value) as unknown as z.ZodMiniType<Value>
}

const emptyListAsMap = z.transform((value: unknown) =>
  Array.isArray(value) && value.length === 0 ? {} : value,
)

/** PHP writes a list with a gap in it as a map from position to item. */
export function listOf<Item>(item: z.ZodMiniType<Item>): z.ZodMiniType<Item[]> {
  const withoutGaps = z.transform((value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value) : value,
  )
  return z.pipe(withoutGaps, z.array(item)) as unknown as z.ZodMiniType<Item[]>
}

/**
 * What a schema is known to read: the type without "and any other field", so that a typo in the name of a field is an
 * error and not `unknown`. Other fields are kept all the same.
 */
export type Known<Value> = Value extends readonly (infer Item)[]
  ? Known<Item>[]
  : Value extends object
    ? KnownFields<Value>
    : Value

type KnownFields<Value> = [NamedKeys<Value>] extends [never]
  ? { [Key in keyof Value]: Known<Value[Key]> }
  : { [Key in keyof Value as string extends Key ? never : Key]: Known<Value[Key]> }

type NamedKeys<Value> = keyof { [Key in keyof Value as string extends Key ? never : Key]: true }

export function known<Schema extends z.ZodMiniType>(schema: Schema): z.ZodMiniType<Known<z.infer<Schema>>> {
  return schema as z.ZodMiniType<Known<z.infer<Schema>>>
}

/** The fields that an installation adds. */
export interface CustomFields {
  [custom: `custom.${string}`]: unknown
}

export function withCustomFields<Schema extends z.ZodMiniType>(
  schema: Schema,
): z.ZodMiniType<z.infer<Schema> & CustomFields> {
  return schema as z.ZodMiniType<z.infer<Schema> & CustomFields>
}

/** Seconds since 1970. */
export const epoch: z.ZodMiniType<EpochSeconds> = z.number()

/** A policy: `users`, `admin`, `no-one`, … or the PHID of a project, user or custom policy. */
export const policies = z.looseObject({ view: z.string(), edit: z.string() })
