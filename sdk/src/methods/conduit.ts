import * as z from 'zod/mini'
import { method, type NoParams, params } from './method.ts'
import { known, listOf, mapOf } from './values.ts'

const methodDescription = known(
  z.looseObject({
    description: z.optional(z.nullable(z.string())),
    /** Type by parameter name. */
    params: mapOf(z.string()),
    return: z.string(),
  }),
)

export const conduitMethods = {
  /** Whether the server is there; answers its host name. Needs no credential. */
  ping: method('conduit.ping', params<NoParams>(), z.string(), { authentication: false }),
  /** What the server can do. Needs no credential. */
  getcapabilities: method(
    'conduit.getcapabilities',
    params<NoParams>(),
    known(
      z.looseObject({
        authentication: listOf(z.string()),
        signatures: listOf(z.string()),
        input: listOf(z.string()),
        output: listOf(z.string()),
      }),
    ),
    { authentication: false },
  ),
  /** Every method that this server has, by name. */
  query: method('conduit.query', params<NoParams>(), mapOf(methodDescription)),
  /** @deprecated Frozen by Phorge: tokens have replaced sessions. */
  connect: method(
    'conduit.connect',
    params<{
      readonly client: string
      readonly clientVersion: number
      readonly clientDescription?: string | undefined
      readonly user?: string | undefined
      readonly authToken?: number | undefined
      readonly authSignature?: string | undefined
      readonly host?: string | undefined
    }>(),
    z.looseObject({}),
    { access: 'write', authentication: false, frozen: true },
  ),
  /** @deprecated Frozen by Phorge: tokens have replaced certificates. */
  getcertificate: method(
    'conduit.getcertificate',
    params<{ readonly host: string; readonly token: string }>(),
    z.looseObject({}),
    { authentication: false, frozen: true },
  ),
}
