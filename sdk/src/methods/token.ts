import type { Change } from './changes.ts'
import type { ByAge, ObjectConstraints, Optional } from './constraints.ts'
import type { ChangeMethod, Method, NoParams, SearchMethod } from './method.ts'
import type { FoundObject, HistoryAttachment } from './object.ts'
import type { EpochSeconds, Phid } from './values.ts'

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

/** `active`: it can be used. `disposed`: its secrets are wiped, and its record is left. */
export type ApiTokenStatus = 'active' | 'expired' | 'revoked' | 'disposed'

/** A personal API token of a gateway, without its secret. */
export interface ApiToken
  extends FoundObject<
    'CTKN',
    {
      name: string
      /** `api` for scripts and machines, `cli` for a command line: what the token begins with. */
      kind: 'api' | 'cli'
      ownerPHID: Phid<'USER'>
      status: ApiTokenStatus
      /** What it may do of what its owner may: everything, what only reads, or `methods`. */
      rights: 'all' | 'read-only' | 'methods'
      /** Scopes, such as `maniphest.edit:status`; none unless `rights` are `methods`. */
      methods: string[]
      /** Ranges in CIDR notation from which it can be used; none: from everywhere. */
      addresses: string[]
      dateCreated: EpochSeconds
      /** `null`: never. */
      dateExpires: EpochSeconds | null
      /** `null`: not that it was written down. */
      lastUsed: {
        date: EpochSeconds
        address: string | null
        /** Name and version of the program. */
        client: string | null
        method: string | null
      } | null
    },
    { history: HistoryAttachment & { transactions: { fields: { address: string | null } }[] } }
  > {}

/** One's own tokens. An administrator finds those of others too, who names them or their owners. */
export interface ApiTokenConstraints
  extends ObjectConstraints<'CTKN'>,
    Optional<{
      ownerPHIDs: readonly Phid[]
      kinds: readonly ('api' | 'cli')[]
      statuses: readonly ApiTokenStatus[]
      /** Those that expire before. */
      expiresEnd: EpochSeconds
    }> {}

/** Nothing of it makes a token wider: for more, people make a new one on the gateway's page. */
export type ApiTokenTransaction =
  | Change<'name', string>
  /** Earlier than now. */
  | Change<'expires', EpochSeconds>
  /** Ranges within those of now. */
  | Change<'addresses', readonly string[]>
  /** Scopes that it has now, or all that only reads. */
  | Change<'methods', readonly string[] | 'read-only'>
  /** Ends it: why, for its history. */
  | Change<'revoke', string>

/** The methods of Token: what Phorge's people give one another, and the API tokens of a gateway. */
export interface TokenMethods {
  /** Finds API tokens. Of a gateway alone. */
  readonly search: SearchMethod<ApiTokenConstraints, ApiToken, ByAge>
  /** Makes an API token narrower, names it, or ends it. Of a gateway alone. */
  readonly edit: ChangeMethod<'CTKN', ApiTokenTransaction>
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
