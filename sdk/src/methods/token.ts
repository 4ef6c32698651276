import type { Optional } from './constraints.ts'
import type { Method, NoParams } from './method.ts'
import type { Phid } from './values.ts'

/** A kind of token that people give: a heart, a cup. */
export interface GivableToken {
  id: string | number
  name: string
  phid: Phid<'TOKN'>
}

/** That somebody gave a token to an object. */
export interface GivenToken {
  authorPHID: Phid<'USER'>
  objectPHID: Phid
  tokenPHID: Phid<'TOKN'>
  dateCreated: string | number
}

/** The methods of Token. */
export interface TokenMethods {
  /** Gives a token to an object, another than before, or with `null` takes it back. `TokenGiveConduitAPIMethod` */
  readonly give: Method<
    { readonly objectPHID: Phid; readonly tokenPHID?: Phid<'TOKN'> | null | undefined },
    null
  >
  /** Who gave which tokens to what. `TokenGivenConduitAPIMethod` */
  readonly given: Method<
    Optional<{
      authorPHIDs: readonly Phid<'USER'>[]
      objectPHIDs: readonly Phid[]
      tokenPHIDs: readonly Phid<'TOKN'>[]
    }>,
    GivenToken[]
  >
  /** The tokens that can be given. `TokenQueryConduitAPIMethod` */
  readonly query: Method<NoParams, GivableToken[]>
}
