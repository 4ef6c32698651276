import * as z from 'zod/mini'
import type { Optional } from './constraints.ts'
import type { Method, NoParams } from './method.ts'
import { known, mapOf } from './values.ts'

const methodDescription = known(
  z.looseObject({
    description: z.optional(z.nullable(z.string())),
    /** Type by parameter name. */
    params: mapOf(z.string()),
    return: z.string(),
  }),
)

/** What `conduit.query` says of a method. */
export interface MethodDescription extends z.infer<typeof methodDescription> {}

/** Results that are read field by field. */
export const conduitResults = { 'conduit.query': mapOf(methodDescription) }

/** `ConduitGetCapabilitiesConduitAPIMethod` */
export interface Capabilities {
  authentication: string[]
  signatures: string[]
  input: string[]
  output: string[]
}

/** The methods of Conduit itself. */
export interface ConduitConduitMethods {
  /** Whether the server is there; answers its host name. Needs no credential. */
  readonly ping: Method<NoParams, string>
  /** What the server can do. Needs no credential. */
  readonly getcapabilities: Method<NoParams, Capabilities>
  /** Every method that this server has, by name. */
  readonly query: Method<NoParams, Record<string, MethodDescription>>
  /** @deprecated Deprecated by Phorge: tokens have replaced sessions. */
  readonly connect: Method<
    { readonly client: string; readonly clientVersion: number } & Optional<{
      clientDescription: string
      user: string
      authToken: number
      authSignature: string
      host: string
    }>,
    Record<string, unknown>
  >
  /** @deprecated Deprecated by Phorge: tokens have replaced certificates. */
  readonly getcertificate: Method<
    { readonly host: string; readonly token: string },
    { username: string; certificate: string }
  >
}
