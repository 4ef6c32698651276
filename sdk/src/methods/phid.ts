import * as z from 'zod/mini'
import { method, params } from './method.ts'
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

export const phidMethods = {
  /** Objects by name: `T25`, `@angie`, `#platform`. Names that lead nowhere are absent from the answer. */
  lookup: method('phid.lookup', params<{ readonly names: readonly string[] }>(), mapOf(handle)),
  /** Objects by PHID. Unknown ones are absent from the answer. */
  query: method('phid.query', params<{ readonly phids: readonly Phid[] }>(), mapOf(handle)),
  /** @deprecated Frozen by Phorge: use `query`. */
  info: method('phid.info', params<{ readonly phid: Phid }>(), handle, { frozen: true }),
}
