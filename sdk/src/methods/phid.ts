import * as z from 'zod/mini'
import type { Method } from './method.ts'
import { known, mapOf, type Phid, phid } from './values.ts'

const handleSchema = known(
  z.looseObject({
    phid: phid(),
    uri: z.string(),
    typeName: z.string(),
    type: z.string(),
    /** `T25`, `angie`, `Platform` */
    name: z.string(),
    /** `T25: The checkout fails` */
    fullName: z.string(),
    /** `open` or `closed` */
    status: z.string(),
  }),
)

/** How an object of any type is named and where it is seen. */
export interface Handle extends z.infer<typeof handleSchema> {}

const handle: z.ZodMiniType<Handle> = handleSchema

/** Results that are read field by field. */
export const phidResults = {
  'phid.lookup': mapOf(handle),
  'phid.query': mapOf(handle),
  'phid.info': handle,
}

/** The methods of Phid. */
export interface PhidMethods {
  /** Objects by name: `T25`, `@angie`, `#platform`. Names that lead nowhere are absent from the answer. */
  readonly lookup: Method<{ readonly names: readonly string[] }, Record<string, Handle>>
  /** Objects by PHID. Unknown ones are absent from the answer. */
  readonly query: Method<{ readonly phids: readonly Phid[] }, Record<string, Handle>>
  /** @deprecated Deprecated by Phorge: use `query`. */
  readonly info: Method<{ readonly phid: Phid }, Handle>
}
