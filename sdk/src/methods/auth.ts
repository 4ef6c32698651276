import type { Optional } from './constraints.ts'
import type { Method, NoParams, PagedMethod } from './method.ts'
import type { SearchParams } from './search.ts'
import type { Phid } from './values.ts'

/** An SSH key of a user, a device or the like: `PhabricatorAuthSSHKey`. */
export interface PublicKey {
  id: number | string
  name: string
  phid: Phid<'AKEY'>
  objectPHID: Phid
  isTrusted: boolean
  /** As in `authorized_keys`. */
  key: string
}

/** `PhabricatorAuthQueryPublicKeysConduitAPIMethod` */
export interface PublicKeyParams
  extends SearchParams,
    Optional<{
      ids: readonly number[]
      phids: readonly Phid<'AKEY'>[]
      objectPHIDs: readonly Phid[]
      keys: readonly string[]
    }> {}

/** The methods of Auth. */
export interface AuthMethods {
  /** Ends the OAuth token that is used, and **all web sessions of the user**. */
  readonly logout: Method<NoParams, null>
  /** Finds SSH keys that are in use. */
  readonly querypublickeys: PagedMethod<PublicKeyParams, PublicKey>
}
