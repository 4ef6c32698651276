import type { RequestOrigin } from '../audit/security-log.ts'
import type { Account, MethodDescription } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import type { Caller } from './authenticate.ts'

/** A call of a method that the gateway answers itself. What the caller may do was decided before. */
export interface OwnCall {
  readonly params: Readonly<Record<string, unknown>>
  /** Values carry types (JSON). Otherwise they are strings of a form and read leniently, as Phorge does. */
  readonly typed: boolean
  readonly viewer: Account
  readonly caller: Caller
  readonly from: RequestOrigin
}

/** A method about what is the gateway's own, whatever is behind it. */
export interface OwnMethod {
  readonly name: string
  /** As `conduit.query` tells it. */
  readonly description: MethodDescription
  /** @returns the `result` @throws {Refusal} */
  answer(gateway: Gateway, call: OwnCall): Promise<unknown>
}
