import type { ByAge, Optional } from './constraints.ts'
import type { Method } from './method.ts'
import type { Cursor, SearchParams } from './search.ts'
import type { Monogram, Phid, PhpMap } from './values.ts'

/** A secret that somebody keeps with Phorge: `PassphraseQueryConduitAPIMethod`. */
export interface PassphraseCredential {
  id: string | number
  phid: Phid<'CDTL'>
  type: string
  name: string
  description: string | null
  uri: string
  monogram: Monogram<'K'>
  username: string | null
  /** The secret itself, with `needSecrets`, where the credential allows it. */
  material:
    | {
        file?: string
        publicKey?: string
        privateKey?: string
        password?: string
        token?: string
        noAPIAccess?: string
        destroyed?: string
      }
    | readonly never[]
}

/** The methods of Passphrase. */
export interface PassphraseMethods {
  /** Finds credentials; they are answered by PHID. A gateway lets no application call it. */
  readonly query: Method<
    SearchParams &
      Optional<{
        ids: readonly number[]
        phids: readonly Phid<'CDTL'>[]
        needSecrets: boolean
        needPublicKeys: boolean
        order: ByAge | readonly string[]
      }>,
    { data: PhpMap<PassphraseCredential>; cursor: Cursor }
  >
}
